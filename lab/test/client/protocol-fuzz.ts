import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { CLOSE, encodeFrame, type PreviewAnswer, previewHost, type ServerMessage } from '../../contract/index.ts';
import { type FuzzAct, fuzzAct } from './fuzz-frames.ts';
import { FuzzPage } from './fuzz-page.ts';
import { joinLab, type LabPage } from './lab-page.ts';

const SEATS = 3;
const PAGES = 2;
const NODES = ['node1', 'node2'];
const MOMENT_MS = 500;
const ANSWER_LIMIT_MS = 5_000;

interface FuzzSeat {
  readonly cookie: string;
  /** What this seat's shells print, and no other's may show. */
  readonly marker: string;
  readonly pages: (FuzzPage | undefined)[];
  /** The Host of a preview of this seat. */
  readonly preview: string;
}

/** A step of a run: which page of which seat does what. */
interface FuzzStep {
  readonly seat: number;
  readonly page: number;
  readonly act: FuzzAct;
}

const step: fc.Arbitrary<FuzzStep> = fc.record({
  seat: fc.nat(SEATS - 1),
  page: fc.nat(PAGES - 1),
  act: fuzzAct,
});

/** Seats of a lab whose pages say anything at all; every run throws where the server leaks, stays silent or closes without a word. */
export class ProtocolFuzz {
  /** How sockets were closed by the server, with how often. */
  readonly ends = new Map<string, number>();
  readonly #url: string;
  readonly #seats: FuzzSeat[] = [];
  #asked = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /** Takes the seats and has each one's shells print its marker. */
  async prepare(): Promise<void> {
    for (let index = 0; index < SEATS; index++) {
      const page = await joinLab(this.#url, `fuzz ${index}`);
      await page.ready();
      const marker = `marker-${index}-${'qzx'[index]}`.repeat(2);
      for (const [channel, node] of NODES.entries()) {
        await page.openTerminal(channel, node);
        await page.line(channel, `echo ${marker}`, marker);
      }
      page.close();
      const preview = await openPreview(page);
      this.#seats.push({ cookie: page.cookie, marker, preview, pages: Array.from({ length: PAGES }, () => undefined) });
    }
  }

  /** Runs random sequences; on a failure fast-check tells the seed, the path and the shortest sequence that fails. */
  async run(o: { numRuns: number; seed?: number; timeLimitMs?: number }): Promise<void> {
    let playing = Promise.resolve();
    const play = (steps: readonly FuzzStep[]): Promise<void> => {
      playing = this.#play(steps);
      return playing;
    };
    const sequence = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), play);
    await fc.assert(sequence, {
      numRuns: o.numRuns,
      ...(o.seed === undefined ? {} : { seed: o.seed }),
      ...(o.timeLimitMs === undefined ? {} : { interruptAfterTimeLimit: o.timeLimitMs, markInterruptAsFailure: false }),
    });
    // When the time is up fast-check does not wait for the sequence that is under way.
    await playing;
  }

  /** All pages leave; a page that comes then is alone on its seat and on its terminals. Throws when it is not. */
  async leave(): Promise<void> {
    for (const seat of this.#seats) {
      for (const page of seat.pages) page?.leave('drop');
      const alone = await this.#open(seat);
      await alone.until('the page to be alone', () => alone.last('pages')?.count === 1);
      for (const [channel, node] of NODES.entries()) {
        alone.say(JSON.stringify({ type: 'openTerminal', channel, node, cols: 80, rows: 24 }));
        const seen = () => alone.messages.findLast((m) => m.type === 'viewers' && m.channel === channel);
        await alone.until(`who looks at ${node}`, seen);
        const message = seen();
        if (message?.type !== 'viewers' || message.viewers.length !== 1) {
          throw new Error(`somebody was left on ${node}: ${JSON.stringify(message ?? alone.end)}`);
        }
      }
      await alone.until('the marker', () => alone.bytes.includes(seat.marker));
      this.#checkBytes(seat, alone);
      alone.leave('close');
    }
  }

  async #play(steps: readonly FuzzStep[]): Promise<void> {
    for (const { seat: seatIndex, page: pageIndex, act } of steps) {
      const seat = this.#seats[seatIndex];
      if (!seat) continue;
      let page = seat.pages[pageIndex];
      if (!page?.isOpen) {
        if (page) await this.#checkEnd(page);
        page = await this.#open(seat);
        seat.pages[pageIndex] = page;
        for (const [channel, node] of NODES.entries()) {
          page.say(JSON.stringify({ type: 'openTerminal', channel, node, cols: 80, rows: 24 }));
        }
      }
      if (act.kind === 'say') page.say(act.frame);
      else if (act.kind === 'raw') page.sayRaw(act.bytes, act.isWhole);
      else if (act.kind === 'upgrade') await this.#upgrade(seat, act);
      else page.leave(act.how);
    }
    for (const seat of this.#seats) {
      for (const page of seat.pages) if (page) await this.#settle(seat, page);
    }
  }

  async #open(seat: FuzzSeat): Promise<FuzzPage> {
    for (;;) {
      const page = new FuzzPage(this.#url, { cookie: seat.cookie, origin: this.#url });
      await page.until('a welcome', () => page.last('welcome'));
      if (page.end?.code !== CLOSE.tooMany) return page;
      // The lab asks to wait a moment, as pages of the seat come faster than people open them.
      await this.#checkEnd(page);
      await wait(MOMENT_MS);
    }
  }

  /** A request for a socket is answered or cut off, and what it is answered is nobody else's. */
  async #upgrade(seat: FuzzSeat, { path, place, headers }: Extract<FuzzAct, { kind: 'upgrade' }>): Promise<void> {
    const { port, host } = new URL(this.#url);
    const named = { lab: host, preview: seat.preview, nowhere: `x--${'a'.repeat(26)}.${host}` }[place];
    const socket = connect(Number(port), '127.0.0.1').on('error', () => {});
    const head = [`GET ${path} HTTP/1.1`, `host: ${named}`, 'connection: upgrade', 'upgrade: websocket', ...headers];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    try {
      await Promise.race([once(socket, 'data'), once(socket, 'close')].map((event) => limited(event, head[0] ?? '')));
    } finally {
      socket.destroy();
    }
  }

  /** The page still answers, or its socket was closed with a reason; it has seen nothing of another seat. */
  async #settle(seat: FuzzSeat, page: FuzzPage): Promise<void> {
    if (page.isOpen) {
      const id = ++this.#asked;
      page.say(JSON.stringify({ type: 'ping', id }));
      // A page that sent too much is told so instead.
      const answered = () => page.messages.some((m) => (m.type === 'pong' && m.id === id) || isTooMany(m));
      await page.until('an answer', answered);
    }
    if (page.end) await this.#checkEnd(page);
    this.#checkBytes(seat, page);
    for (const channel of NODES.keys()) page.say(encodeFrame(channel, Buffer.from('\x03')));
  }

  async #checkEnd(page: FuzzPage): Promise<void> {
    if (!page.isGone) await page.until('the end', () => page.end);
    const { end } = page;
    if (!end) return page.leave('drop');
    if (page.isGone && [1000, 1005, 1006].includes(end.code)) return;
    this.ends.set(`${end.code} ${end.reason}`, (this.ends.get(`${end.code} ${end.reason}`) ?? 0) + 1);
    if (end.reason === '' || end.code === 1006)
      throw new Error(`a socket was closed without a word: ${JSON.stringify(end)}`);
  }

  #checkBytes(seat: FuzzSeat, page: FuzzPage): void {
    const said = JSON.stringify(page.messages);
    for (const other of this.#seats) {
      if (other !== seat && (page.bytes.includes(other.marker) || said.includes(other.marker))) {
        throw new Error(`a page saw what a shell of another seat printed: ${other.marker}`);
      }
    }
  }
}

/** A preview of a port where nothing listens. */
async function openPreview({ url, cookie }: LabPage): Promise<string> {
  const response = await fetch(`${url}/api/seat/previews`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, origin: url },
    body: JSON.stringify({ node: 'node1', port: 80 }),
  });
  return previewHost((await response.json()) as PreviewAnswer, `localhost:${new URL(url).port}`);
}

function limited<T>(event: Promise<T>, what: string): Promise<T> {
  const limit = new AbortController();
  const late = wait(ANSWER_LIMIT_MS, undefined, { signal: limit.signal, ref: false }).then(() => {
    throw new Error(`no answer within ${ANSWER_LIMIT_MS} ms to ${what}`);
  });
  late.catch(() => {});
  return Promise.race([event, late]).finally(() => limit.abort());
}

function isTooMany(message: ServerMessage): boolean {
  return message.type === 'problem' && message.problem.code === 'tooMany';
}
