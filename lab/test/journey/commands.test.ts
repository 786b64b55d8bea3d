import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BoardAnswer } from '../../contract/index.ts';
import { joinLab, type LabPage } from '../client/lab-page.ts';
import { type FakeLab, startFakeLab } from './fake-lab.ts';

const COURSE = `id: looking
title: Looking
summary: A course that only looks
nodes: [node1, node2]
images: []
modules:
  - { id: look, title: Look, start: engines, steps: [steps/look.md] }
`;
const STEP = `---
id: look-1
title: Look at the nodes
minutes: 1
checks:
  - { kind: tried, title: You listed the containers on node1, matches: '^docker (container )?ls', called: docker ls, node: node1 }
---

\`\`\`sh node1
docker container ls
\`\`\`

::: hint
Look.
:::
`;

let courses: string;
beforeAll(() => {
  courses = mkdtempSync(join(tmpdir(), 'lab-courses-'));
  mkdirSync(join(courses, 'looking', 'steps'), { recursive: true });
  writeFileSync(join(courses, 'looking', 'course.yaml'), COURSE);
  writeFileSync(join(courses, 'looking', 'steps', 'look.md'), STEP);
});
afterAll(() => rmSync(courses, { recursive: true }));

async function boardOf(lab: FakeLab): Promise<BoardAnswer> {
  const key = lab.instructorUrl.split('key=')[1];
  const entered = await fetch(`${lab.url}/api/instructor`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: lab.url },
    body: JSON.stringify({ key }),
  });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  return (await (await fetch(`${lab.url}/api/board`, { headers: { cookie } })).json()) as BoardAnswer;
}

async function sit(lab: FakeLab): Promise<LabPage> {
  const page = await joinLab(lab.url, 'Ada', 'looking');
  await page.ready();
  await page.openTerminal(0, 'node1');
  await page.openTerminal(1, 'node2');
  return page;
}
/** Types a line and waits until the shell says that it has ended. */
const run = (page: LabPage, channel: number, line: string) => page.line(channel, line, '\x1b]133;D;');
const because = (page: LabPage) => page.last('verdicts')?.verdicts[0]?.because;
const says = (page: LabPage, sentence: string) => page.until(sentence, () => because(page)?.includes(sentence));

describe('commands of a learner', () => {
  it('are what a check of looking goes by, with a sentence while it is not met', async () => {
    const lab = await startFakeLab({ courses });
    const page = await sit(lab);
    await says(page, 'Nothing like “docker ls” was run yet.');
    await run(page, 0, 'echo docker container ls');
    await run(page, 1, 'docker container ls');
    await says(page, '“docker container ls” ran on node2, not on node1.');
    await run(page, 0, 'docker container ls --nonsense');
    await says(page, 'ran, but failed with exit code');
    await run(page, 0, 'cd /tmp && docker  container ls -a | head -1');
    await page.until('the step to be met', () => page.last('progress')?.progress.met['look-1'] !== undefined);
    // The board shows commands only where the lab is told to.
    expect((await boardOf(lab)).rows[0]).not.toHaveProperty('command');
    expect(page.last('welcome')?.commands).toBe('keep');
    page.close();
    await lab.end();
  });

  it('are shown on the board where the lab is told to, with secrets masked and without private ones', async () => {
    const lab = await startFakeLab({ courses, commands: 'board' });
    const page = await sit(lab);
    expect(page.last('welcome')?.commands).toBe('board');
    await run(page, 0, 'docker login -u ada -p hunter2 nowhere; false');
    await run(page, 0, ' echo private-thing');
    await run(page, 0, 'echo over');
    const { rows } = await boardOf(lab);
    expect(rows[0]?.command).toMatchObject({ text: 'echo over', node: 'node1', exitCode: 0 });
    await run(page, 0, 'docker login -u ada -p hunter2 nowhere; false');
    await run(page, 0, ' echo behind');
    expect((await boardOf(lab)).rows[0]?.command).toMatchObject({
      text: 'docker login -u ada -p ••• nowhere; false',
      exitCode: 1,
    });
    page.close();
    await lab.end();
  });

  it('offer a hint after three that failed in a row on a node, once', async () => {
    const lab = await startFakeLab({ courses });
    const page = await sit(lab);
    const offers = () => page.messages.filter((m) => m.type === 'hintOffer');
    for (const line of ['nosuch one', 'nosuch two', 'echo fine', 'nosuch three', 'nosuch four']) {
      await run(page, 0, line);
    }
    await run(page, 1, 'nosuch five');
    expect(offers()).toEqual([]);
    await run(page, 0, 'nosuch six');
    await page.until('the offer', () => offers().length > 0);
    expect(offers()).toEqual([{ type: 'hintOffer', step: 'look-1', node: 'node1', number: 1 }]);
    page.close();
    await lab.end();
  });

  it('are not kept where the lab is told so, and a check that needs them says why', async () => {
    const lab = await startFakeLab({ courses, commands: 'off' });
    const page = await sit(lab);
    await run(page, 0, 'docker container ls');
    await says(page, 'This lab keeps no commands');
    expect(page.last('verdicts')?.verdicts[0]?.state).toBe('couldNotCheck');
    page.close();
    await lab.end();
  });
});
