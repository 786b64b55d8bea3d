import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type Docker from 'dockerode';
import type { PresentImage } from './present-image.ts';

/** Images as one tar, as `docker save` writes it. */
export function saveImages(
  docker: Docker,
  images: readonly Pick<PresentImage, 'image'>[],
  signal: AbortSignal,
): Promise<Readable> {
  const names = images.map((image) => image.image);
  return new Promise((resolve, reject) => {
    const request = {
      path: '/images/get?',
      method: 'GET',
      options: { names },
      abortSignal: signal,
      isStream: true,
      statusCodes: { 200: true, 404: 'no such image', 500: 'server error' },
    };
    docker.modem.dial(request, (error: unknown, answer: unknown) => {
      if (error) reject(error);
      else resolve(answer as Readable);
    });
  });
}

/** Pours the images in and closes; a reader that goes early is no failure here, its exit code says why. */
export async function feed(tar: Readable | undefined, into: Writable, signal: AbortSignal): Promise<void> {
  if (!tar) {
    into.end();
    return;
  }
  try {
    await pipeline(tar, into, { signal });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes(code)) throw error;
  }
}

/** The last words of a container without a terminal: frames of an eight-byte head and text. */
export async function containerWords(container: Docker.Container): Promise<string> {
  const log = (await container.logs({ stdout: true, stderr: true, tail: 8, follow: false })) as Buffer;
  const words: string[] = [];
  for (let at = 0; at + 8 <= log.length; ) {
    const size = log.readUInt32BE(at + 4);
    words.push(log.subarray(at + 8, at + 8 + size).toString());
    at += 8 + size;
  }
  return words.join('').trim();
}
