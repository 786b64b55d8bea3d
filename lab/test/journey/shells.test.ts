import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAX_SHELLS_PER_NODE } from '../../contract/index.ts';
import { joinLab, type LabPage, samePage } from '../client/lab-page.ts';
import { type FakeLab, startFakeLab } from './fake-lab.ts';

let lab: FakeLab;
beforeAll(async () => {
  lab = await startFakeLab();
});
afterAll(() => lab.end());

const shellsOf = (page: LabPage, node: string) => page.last('shells')?.shells[node];

/** Opens a terminal on a shell and waits for its prompt. */
async function attach(page: LabPage, channel: number, shell: string): Promise<void> {
  page.send({ type: 'openTerminal', channel, node: 'node1', shell, cols: 100, rows: 30 });
  await page.until(`a prompt in ${shell}`, () => page.output.get(channel)?.includes('$ '));
}

async function joinWithTwoShells(name: string): Promise<LabPage> {
  const page = await joinLab(lab.url, name);
  await page.ready();
  await page.until('the shells', () => shellsOf(page, 'node1'));
  page.send({ type: 'newShell', node: 'node1' });
  const made = await page.until('the new shell', () => page.last('shellOpened'));
  expect(made).toMatchObject({ node: 'node1', shell: '2' });
  expect(page.last('shells')?.shells).toMatchObject({ node1: ['main', '2'], node2: ['main'] });
  await attach(page, 0, 'main');
  await attach(page, 1, '2');
  return page;
}

test('two shells of a node are separate, and are there with their screens after a reload', async () => {
  const page = await joinWithTwoShells('Ada');
  await page.line(0, 'colour=teal; echo "first is $colour"', 'first is teal');
  await page.line(1, 'echo "second is <$colour>"', 'second is <>');
  expect(page.output.get(0)).not.toContain('second is');
  page.drop();
  const again = samePage(page);
  await again.until('both shells', () => shellsOf(again, 'node1')?.length === 2);
  await attach(again, 7, '2');
  await again.until('the old screen', () => again.output.get(7)?.includes('second is <>'));
  again.close();
});

test('a shell ends for every page at once, with a question while a program runs in it', async () => {
  const page = await joinWithTwoShells('Grace');
  const other = samePage(page);
  await other.until('both shells', () => shellsOf(other, 'node1')?.length === 2);
  await attach(other, 0, '2');
  await page.line(1, 'word=gun; echo "be$word"; sleep 600', 'begun');
  page.send({ type: 'endShell', node: 'node1', shell: '2', isSure: false });
  await page.until('the question', () => page.last('shellBusy'));
  expect(shellsOf(page, 'node1')).toEqual(['main', '2']);
  expect(other.last('shellBusy')).toBeUndefined();
  page.send({ type: 'endShell', node: 'node1', shell: '2', isSure: true });
  for (const each of [page, other])
    await each.until('one shell to be left', () => shellsOf(each, 'node1')?.join() === 'main');
  // A page that missed it does not bring it back.
  other.send({ type: 'openTerminal', channel: 5, node: 'node1', shell: '2', cols: 80, rows: 24 });
  await other.until('to be told', () => other.last('terminalEnded')?.channel === 5);
  expect(other.last('terminalEnded')?.because).toBe('The shell node1 · 2 was closed.');
  expect(shellsOf(other, 'node1')).toEqual(['main']);
  page.send({ type: 'newShell', node: 'node1' });
  await page.until('a new one of that name', () => shellsOf(page, 'node1')?.includes('2'));
  await attach(page, 1, '2');
  await page.line(1, 'echo "new: <$word>"', 'new: <>');
  other.close();
  page.close();
});

test('a shell that exits takes its tab along with a note; the main one stays', async () => {
  const page = await joinWithTwoShells('Barbara');
  page.type(1, 'exit\r');
  await page.until('one shell to be left', () => shellsOf(page, 'node1')?.join() === 'main');
  await page.until(
    'a note',
    () => page.last('notice')?.sentence === 'The shell node1 · 2 ended, and its tab was closed.',
  );
  page.type(0, 'exit\r');
  await page.until('the end of the main one', () => page.last('terminalEnded')?.channel === 0);
  await attach(page, 0, 'main');
  page.send({ type: 'endShell', node: 'node1', shell: 'main', isSure: true });
  await page.until('a refusal', () => page.last('problem')?.problem.detail.includes('cannot be closed'));
  page.close();
});

test('a node has so many shells and no more', async () => {
  const page = await joinWithTwoShells('Radia');
  for (let count = 3; count <= MAX_SHELLS_PER_NODE; count++) page.send({ type: 'newShell', node: 'node1' });
  await page.until('all of them', () => shellsOf(page, 'node1')?.length === MAX_SHELLS_PER_NODE);
  page.send({ type: 'newShell', node: 'node1' });
  const { problem } = await page.until('a refusal', () => page.last('problem'));
  expect(problem.code).toBe('tooMany');
  expect(problem.detail).toBe('node1 has 8 shells, and that is the most. Close one, then open another.');
  page.send({ type: 'newShell', node: 'node2' });
  await page.until('one on another node', () => shellsOf(page, 'node2')?.length === 2);
  page.send({ type: 'fault', node: 'node3', action: 'stop' });
  await page.until('node3 to be off', () => page.snapshot.nodes.find((n) => n.name === 'node3')?.power === 'stopped');
  page.send({ type: 'newShell', node: 'node3' });
  await page.until('another refusal', () => page.last('problem')?.problem.code === 'nodeDown');
  page.close();
});

test('a new cluster has its main shells only', async () => {
  const page = await joinWithTwoShells('Tony');
  page.send({ type: 'resetSandbox' });
  await page.until(
    'the new cluster',
    () => page.last('sandbox')?.sandbox.state === 'ready' && shellsOf(page, 'node1')?.length === 1,
  );
  page.close();
});
