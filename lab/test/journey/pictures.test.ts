import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepView } from '../../contract/index.ts';
import { joinLab } from '../client/lab-page.ts';
import { type FakeLab, startFakeLab } from './fake-lab.ts';
import { PIXEL, writeGallery } from './gallery.ts';

let lab: FakeLab;
let courses: string;
let gallery: string;
beforeAll(async () => {
  courses = mkdtempSync(join(tmpdir(), 'lab-gallery-'));
  gallery = writeGallery(courses);
  lab = await startFakeLab({ courses });
});
afterAll(async () => {
  await lab?.end();
  rmSync(courses, { recursive: true, force: true });
});

const stepText = async (): Promise<string> => {
  const response = await fetch(`${lab.url}/api/courses/gallery/steps/all`);
  const { blocks } = (await response.json()) as StepView;
  return blocks.map((block) => (block.type === 'html' ? block.html : '')).join('');
};
const photoAddress = async (): Promise<string> => / src="([^"]+)"/.exec(await stepText())?.[1] ?? 'no photo';

describe('the pictures of a course', () => {
  it('are loaded by an address that may be kept for ever, with the type of the file', async () => {
    const response = await fetch(lab.url + (await photoAddress()));
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await response.arrayBuffer()).equals(PIXEL)).toBe(true);
    const plain = await fetch(`${lab.url}/api/courses/gallery/pictures/photo.png`);
    expect(plain.headers.get('cache-control')).toBe('no-cache');
  });

  it.each(['none.png', 'raft.svg', '..%2Fcourse.yaml', '../course.yaml', '%2e%2e/%2e%2e/package.json'])(
    'are all that is served: not %s',
    async (path) => {
      const response = await fetch(`${lab.url}/api/courses/gallery/pictures/${path}`);
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
    },
  );

  it('come anew to open pages when they are edited', async () => {
    const page = await joinLab(lab.url, 'Pia', 'gallery');
    await page.until('the welcome', () => page.last('welcome'));
    const [address, before] = [await photoAddress(), page.messages.length];
    const newer = (): boolean => page.messages.slice(before).some((message) => message.type === 'courseChanged');
    const drawing = '<svg viewBox="0 0 340 20"><text x="1" y="12">drawn anew</text></svg>';
    writeFileSync(join(gallery, 'pictures', 'raft.svg'), drawing);
    await page.until('the edited course', newer);
    expect(await stepText()).toContain('drawn anew');
    const changed = page.messages.length;
    // A PNG may carry more after its end.
    writeFileSync(join(gallery, 'pictures', 'photo.png'), Buffer.concat([PIXEL, Buffer.from('more')]));
    await page.until('the edited photo', () =>
      page.messages.slice(changed).some((message) => message.type === 'courseChanged'),
    );
    expect(await photoAddress()).not.toBe(address);
    page.close();
  });
});
