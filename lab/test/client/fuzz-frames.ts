import fc from 'fast-check';
import { encodeFrame, MAX_FRAME_BYTES } from '../../contract/index.ts';

/** One thing that a page of a fuzz run does. */
export type FuzzAct =
  | { readonly kind: 'say'; readonly frame: string | Uint8Array }
  /** Below the framing: to be understood on its own, or in the middle of something. */
  | { readonly kind: 'raw'; readonly bytes: Uint8Array; readonly isWhole: boolean }
  | { readonly kind: 'leave'; readonly how: 'close' | 'drop' }
  /** A request that wants a socket, beside the page's own. */
  | {
      readonly kind: 'upgrade';
      readonly path: string;
      readonly place: UpgradePlace;
      readonly headers: readonly string[];
    };

/** Where such a request goes: to the lab, to a preview of the seat, to one that is none. */
export type UpgradePlace = 'lab' | 'preview' | 'nowhere';

const channel = fc.constantFrom(0, 1, 2, 254, 255);
const size = { cols: fc.integer({ min: 2, max: 500 }), rows: fc.integer({ min: 1, max: 300 }) };
const node = fc.constantFrom('node1', 'node2', 'node3', 'none');
const key = fc.constantFrom('devcoin-11', 'devcoin-21', 'b1', 'none', '__proto__');

/** Messages that fit their schema, in any order. What would take a cluster down is left out: it only makes the run slow. */
const fitting = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('openTerminal'), channel, node, ...size }) },
  fc.record({ type: fc.constant('resizeTerminal'), channel, ...size }),
  fc.record({ type: fc.constant('closeTerminal'), channel }),
  { weight: 3, arbitrary: fc.record({ type: fc.constant('ackOutput'), channel, bytes: fc.nat() }) },
  fc.record({ type: fc.constant('runBlock'), step: key, block: key }),
  fc.record({ type: fc.constant('interrupt'), node }),
  fc.record({ type: fc.constant('saveBlock'), step: key, block: key }),
  fc.record({ type: fc.constant('openStep'), step: key }),
  fc.record({ type: fc.constant('answer'), step: key, check: fc.nat(50), value: fc.string({ maxLength: 400 }) }),
  fc.record({ type: fc.constantFrom('newShell', 'interrupt'), node }),
  fc.record({
    type: fc.constant('endShell'),
    node,
    shell: fc.constantFrom('main', 's2', 's3', 'none'),
    isSure: fc.boolean(),
  }),
  fc.record({ type: fc.constantFrom('askKeyboard', 'giveKeyboardBack'), channel }),
  fc.record({ type: fc.constant('answerKeyboard'), channel, viewer: fc.nat(9), give: fc.boolean() }),
  fc.record({ type: fc.constant('takeKeyboardBack'), channel, viewer: fc.nat(9) }),
  fc.record({ type: fc.constant('looking'), at: fc.boolean() }),
  fc.record({ type: fc.constant('ping'), id: fc.nat() }),
);

/** Values that no schema takes where a number, a name or an object is wanted. */
const wrongValue = fc.oneof(
  fc.constantFrom<unknown>(null, -1, 0.5, 256, 1e308, '0', [], {}, true, '', 'NaN', 'x'.repeat(5000)),
  fc.jsonValue({ maxDepth: 3 }),
);
const spoiled = fc.tuple(fitting, fc.nat(), wrongValue).map(([message, at, value]) => {
  const fields = Object.keys(message);
  return JSON.stringify({ ...message, [fields[at % fields.length] ?? 'type']: value });
});
const truncated = fc.tuple(fitting, fc.nat()).map(([message, at]) => {
  const text = JSON.stringify(message);
  return text.slice(0, at % text.length);
});
const text = fc.oneof(
  { weight: 8, arbitrary: fitting.map((message) => JSON.stringify(message)) },
  { weight: 4, arbitrary: spoiled },
  { weight: 2, arbitrary: truncated },
  fc.json(),
  fc.string(),
  fc.tuple(fitting, fc.jsonValue()).map(([message, more]) => JSON.stringify({ ...message, more })),
  fc.constantFrom(
    '',
    '[]',
    '{"type":"ackOutput","channel":0,"bytes":NaN}',
    '{"type":"ackOutput","channel":0,"bytes":1e400}',
    '{"__proto__":{"type":"ping"},"type":"ping","id":1}',
    '['.repeat(8000),
    `{"a":${'{"a":'.repeat(3000)}1${'}'.repeat(3001)}`,
    JSON.stringify({ type: 'ping', id: 1, ...Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`k${i}`, i])) }),
    JSON.stringify({ type: 'answer', value: 'x'.repeat(20_000) }),
    'x'.repeat(300_000),
  ),
);

const typed = fc.oneof(
  fc.constantFrom('\r', '\x03', '\x04', '\t', '\x1b[A', 'ls\r', 'echo hello\r', 'hostname\r', '\x1b[200~', '\x1b[201~'),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const bytes = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(channel, typed).map(([at, keys]) => encodeFrame(at, new TextEncoder().encode(keys))),
  },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 60 }) },
  fc.constant(new Uint8Array(0)),
  fc.constant(new Uint8Array(1)),
  fc.constant(new Uint8Array(20_000)),
);

/** A frame of a client by hand: masked with zeros, of any first byte and any claimed length. */
function rawFrame(first: number, payload: Uint8Array, o: { masked?: boolean; claims?: number } = {}): Uint8Array {
  const length = o.claims ?? payload.length;
  const head = Buffer.from([
    first,
    (o.masked === false ? 0 : 0x80) | length,
    ...(o.masked === false ? [] : [0, 0, 0, 0]),
  ]);
  return Buffer.concat([head, payload]);
}

const short = fc.uint8Array({ maxLength: 100 });
const raw = fc.oneof(
  // Any opcode, with reserved bits, whole or in pieces that have no beginning; control frames among them.
  fc.tuple(fc.nat(255), short).map(([first, payload]) => ({ bytes: rawFrame(first, payload), isWhole: false })),
  short.map((payload) => ({ bytes: rawFrame(0x82, payload, { masked: false }), isWhole: false })),
  short.map((payload) => ({ bytes: rawFrame(0x81, payload, { claims: 125 }), isWhole: false })),
  short.map((payload) => ({ bytes: payload, isWhole: false })),
  fc.constant({ bytes: rawFrame(0x81, Buffer.from([0xff, 0xfe])), isWhole: false }),
  fc.constant({
    bytes: Buffer.from([0x82, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0]),
    isWhole: false,
  }),
  fc.constant({
    bytes: Buffer.concat(Array.from({ length: 80 }, () => rawFrame(0x02, Buffer.from([0])))),
    isWhole: false,
  }),
  fc.constant({
    bytes: Buffer.concat(Array.from({ length: 100 }, () => rawFrame(0x89, Buffer.from([0])))),
    isWhole: true,
  }),
);

const upgrade = fc.record({
  kind: fc.constant('upgrade'),
  path: fc.oneof(
    fc.constantFrom(
      '/',
      '//',
      '/api/socket',
      '/api/socket?watch=x',
      '/api/socket/',
      '/api//socket',
      '*',
      'http://[',
      '/~x',
      '/%',
    ),
    fc.webPath(),
  ),
  place: fc.constantFrom<UpgradePlace>('lab', 'preview', 'nowhere'),
  headers: fc.subarray([
    'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-version: 13',
    'sec-websocket-version: 99',
    'sec-websocket-extensions: permessage-deflate; x=;',
    'origin: null',
    'origin: http://elsewhere.test',
    'cookie: devcoin_lab_seat=%E0%A4%A',
    'cookie: devcoin_lab_seat=guess; =; ;',
    'content-length: 3',
    'transfer-encoding: chunked',
  ]),
});

/** What a page of a fuzz run may do next. */
export const fuzzAct: fc.Arbitrary<FuzzAct> = fc.oneof(
  { weight: 60, arbitrary: text.map((frame): FuzzAct => ({ kind: 'say', frame })) },
  { weight: 40, arbitrary: bytes.map((frame): FuzzAct => ({ kind: 'say', frame })) },
  { weight: 1, arbitrary: fc.constant<FuzzAct>({ kind: 'say', frame: new Uint8Array(MAX_FRAME_BYTES + 1) }) },
  { weight: 4, arbitrary: raw.map((said): FuzzAct => ({ kind: 'raw', ...said })) },
  { weight: 3, arbitrary: upgrade },
  { weight: 2, arbitrary: fc.constantFrom<FuzzAct>({ kind: 'leave', how: 'close' }, { kind: 'leave', how: 'drop' }) },
);
