import { array, assert, constantFrom, integer, property, tuple, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { createOutputSplitter } from './exec-output.ts';

function frame(stream: number, bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

test('the two streams come out as they went in, however the connection cut them', () => {
  const frames = array(tuple(constantFrom(1, 2), uint8Array({ maxLength: 40 })), { maxLength: 12 });
  assert(
    property(frames, integer({ min: 1, max: 30 }), (written, step) => {
      const joined = Buffer.concat(written.map(([stream, bytes]) => frame(stream, bytes)));
      const splitter = createOutputSplitter(10_000);
      for (let at = 0; at < joined.length; at += step) splitter.push(joined.subarray(at, at + step));
      const of = (stream: number) => Buffer.concat(written.filter(([to]) => to === stream).map(([, bytes]) => bytes));
      expect(splitter.output()).toEqual({ stdout: of(1), stderr: of(2) });
    }),
  );
});

test('each stream is cut at the limit, and what follows is still told apart', () => {
  const splitter = createOutputSplitter(5);
  splitter.push(
    Buffer.concat([frame(1, Buffer.from('1234567')), frame(2, Buffer.from('err')), frame(1, Buffer.from('8'))]),
  );
  expect(splitter.output()).toEqual({ stdout: Buffer.from('12345'), stderr: Buffer.from('err') });
});
