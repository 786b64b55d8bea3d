import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type CheckOf, checkSchema, LabError } from '../../../contract/index.ts';
import type { HttpAnswer } from '../http-request.ts';
import { sampleNode, sampleSnapshot, sampleWorld } from '../sample-world.ts';
import { type HttpEvidence, http } from './http.ts';

const read = (expected: object) =>
  checkSchema.parse({ kind: 'http', title: 'x', node: 'node1', port: 80, ...expected }) as CheckOf<'http'>;
const judge = (answer: HttpAnswer, expected: object = {}, readings: Record<string, number[]> = {}) =>
  http.judge(read(expected), sampleWorld(sampleSnapshot(), { evidence: { answers: { node1: { answer, readings } } } }));
const ok = (body: string, headers: Record<string, string> = {}): HttpAnswer => ({ status: 200, headers, body });
const error = (status: number, body: string): HttpAnswer => ({ status, headers: {}, body });

describe('an answer to a request', () => {
  test('is met with status, text and header', () => {
    const expected = { host: 'coin.lab', contains: 'DevCoin', header: { name: 'X-Served-By', contains: 'api' } };
    expect(judge(ok('<title>DevCoin', { 'x-served-by': 'devcoin_api.1' }), expected)).toEqual({
      state: 'met',
      because: 'coin.lab answers 200 on node1.',
    });
    expect(judge(ok('nginx'), expected).because).toBe('coin.lab answers 200, but its text does not contain “DevCoin”.');
    expect(judge(ok('DevCoin'), expected).because).toBe('coin.lab answers 200 without the header X-Served-By.');
    expect(judge(ok('DevCoin', { 'x-served-by': 'web' }), expected).because).toContain('is “web”; “api” is wanted');
  });

  test.each([
    ['refused', 'Nothing listens on port 80 of node1'],
    ['closed', 'closed it without an answer'],
    ['silent', 'no answer came within two seconds'],
    ['notHttp', 'does not speak HTTP'],
  ] as const)('that did not come (%s) has a sentence and a cause', (failed, says) => {
    const finding = judge({ failed });
    expect(finding.because).toContain(says);
    expect(finding.likely).toBeTruthy();
  });

  test.each([
    [404, '404 page not found\n', 'it has no router for coin.lab', 'labels'],
    [502, 'Bad Gateway', 'does not take connections', 'loadbalancer.server.port'],
    [503, 'no available server\n', 'no server behind it', 'healthy'],
    [504, 'Gateway Timeout', 'does not answer in time', 'network'],
  ])('that is the error %d of the proxy tells where the way ends', (status, body, because, likely) => {
    const finding = judge(error(status, body), { host: 'coin.lab' });
    expect(finding.because).toContain(because);
    expect(finding.likely).toContain(likely);
  });

  test('that is an error of the program behind the proxy is told as its own', () => {
    const away: HttpAnswer = {
      status: 503,
      headers: { 'content-type': 'application/problem+json' },
      body: '{"title":"Service Unavailable","detail":"Redis is away"}',
    };
    expect(judge(away, { host: 'api.lab' }).because).toBe('api.lab answers 503 (“Redis is away.”); 200 is wanted.');
    const own404: HttpAnswer = { status: 404, headers: { 'x-served-by': 'api' }, body: '404 page not found' };
    expect(judge(own404, { path: '/coin' }).because).toBe('node1:80 answers 404; 200 is wanted.');
  });
});

describe('numbers in a JSON answer', () => {
  const body = ok('{"rate":4.9,"miners":[{},{}],"claimMode":"queue"}');

  test('are compared', () => {
    expect(judge(body, { json: { path: 'miners.length', atLeast: 2 } }).because).toBe(
      'node1 answers 200: miners.length is 2.',
    );
    expect(judge(body, { json: { path: 'miners.length', atLeast: 3 } }).because).toContain(
      'miners.length is 2; at least 3 is wanted',
    );
    expect(judge(body, { json: [{ path: 'rate', atMost: 4 }] }).because).toContain('rate is 4.9; at most 4 is wanted');
    expect(judge(body, { json: { path: 'claimMode', equals: 'queue' } }).state).toBe('met');
    expect(judge(body, { json: { path: 'claimMode', equals: 'naive' } }).because).toContain('"naive" is wanted');
    expect(judge(body, { json: { path: 'claimMode', atLeast: 1 } }).because).toContain('which is no number');
  });

  test('that are not there are told', () => {
    expect(judge(body, { json: { path: 'redis.ms', atLeast: 0 } }).because).toContain('the answer has no redis.');
    expect(judge(ok('<html>'), { json: { path: 'rate', atLeast: 0 } }).because).toContain('the answer is no JSON');
  });

  test('grow from one reading to the next', () => {
    const grows = { json: { path: 'total', grows: true } };
    const at = (...readings: number[]) => judge(ok('{"total":7}'), grows, { total: readings });
    expect(at(3, 3, 7).state).toBe('met');
    expect(at(7).because).toContain('total is 7; it is read again in a moment');
    expect(at(7, 7, 7, 7).because).toContain('total stays at 7');
    expect(at(9, 9, 7, 7).state).toBe('notYet');
  });
});

describe('asking a port', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  /** A node whose port is a server of this test, or that fails to connect. */
  async function site(answer: ((socket: Socket) => void) | LabError) {
    const connectTo = async () => {
      if (answer instanceof LabError) throw answer;
      const server = createServer((socket) => answer(socket.on('error', () => undefined)));
      closing.push(() => server.close());
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as { port: number };
      return connect(port, '127.0.0.1');
    };
    const nodes = [{ name: 'node1', power: 'running', connect: connectTo }];
    return { sandbox: { nodes }, snapshot: sampleSnapshot(), signal: new AbortController().signal };
  }
  // Only what a look asks of the sandbox is there.
  const look = http.look as unknown as (check: CheckOf<'http'>, site: object, before?: object) => Promise<HttpEvidence>;

  test('sends the host name and reads status, headers and body', async () => {
    let asked = '';
    const here = await site((socket) => {
      socket.once('data', (bytes) => {
        asked = String(bytes);
        socket.end('HTTP/1.1 201 Created\r\nX-Served-By: api\r\nContent-Length: 2\r\n\r\nhi');
      });
    });
    const { answers } = await look(read({ host: 'coin.lab', path: '/coins' }), here);
    expect(answers.node1?.answer).toEqual({
      status: 201,
      headers: { 'x-served-by': 'api', 'content-length': '2' },
      body: 'hi',
    });
    expect(asked).toMatch(/^GET \/coins HTTP\/1\.1\r\n/);
    expect(asked.toLowerCase()).toContain('host: coin.lab\r\n');
  });

  test('tells a refusal, a goodbye without an answer, and another language apart', async () => {
    const failed = async (answer: ((socket: Socket) => void) | LabError) => {
      const { answers } = await look(read({}), await site(answer));
      return answers.node1?.answer;
    };
    expect(await failed(new LabError('portClosed', 'closed'))).toEqual({ failed: 'refused' });
    expect(await failed(new LabError('portSilent', 'silent'))).toEqual({ failed: 'silent' });
    expect(await failed((socket) => socket.destroy())).toEqual({ failed: 'closed' });
    expect(await failed((socket) => socket.end('-NOAUTH Authentication required.\r\n'))).toEqual({ failed: 'notHttp' });
  });

  test('is the trouble of the lab when it cannot get there', async () => {
    const evidence = await look(read({}), await site(new LabError('notReachable', 'No way leads there.')));
    expect(evidence).toEqual({ trouble: 'Port 80 could not be asked: No way leads there.' });
    expect(http.judge(read({}), sampleWorld(sampleSnapshot(), { evidence })).state).toBe('couldNotCheck');
  });

  test('keeps the newest readings of what must grow', async () => {
    const json = (socket: Socket) => socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\n\r\n{"total":9}'));
    const before = { answers: { node1: { answer: ok('{}'), readings: { total: [1, 2, 3, 4] } } } };
    const { answers } = await look(read({ json: { path: 'total', grows: true } }), await site(json), before);
    expect(answers.node1?.readings).toEqual({ total: [2, 3, 4, 9] });
  });

  test('of a node that is off is not met, of one not asked could not be checked', () => {
    const off = sampleSnapshot({ nodes: [sampleNode(1, { power: 'stopped' })] });
    expect(http.judge(read({}), sampleWorld(off)).because).toContain('node1 is stopped');
    expect(http.judge(read({}), sampleWorld(sampleSnapshot())).state).toBe('couldNotCheck');
  });
});
