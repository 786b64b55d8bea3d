import { expect, test } from 'vitest';
import { hasVariables, markVariables } from './mark-variables.ts';

function textOf(html: string): string {
  const holder = document.createElement('div');
  holder.innerHTML = html;
  return holder.textContent ?? '';
}

test('a variable becomes a pill with its meaning', () => {
  const html = markVariables('docker swarm join --token {{token.manager}} node1:2377');
  expect(html).toContain('<span class="variable"');
  expect(textOf(html)).toBe('docker swarm join --token join token for managers node1:2377');
});

test('a variable that the highlighter cut into pieces is one pill all the same', () => {
  const cut = '<span class="a">join {</span><span>{token.</span><b>worker}} {{ address.node1 }}</b><i>:2377</i>';
  const html = markVariables(cut);
  expect(textOf(html)).toBe('join join token for workers address of node1:2377');
  expect(html.match(/class="variable"/g)).toHaveLength(2);
  expect(html).toContain('<span class="a">join ');
  expect(html).toContain('<i>:2377</i>');
});

test('templates of Docker are left alone', () => {
  const lines = "docker ps --format '{{.Names}}' --filter '{{json .}}'";
  expect(markVariables(lines)).toBe(lines);
  expect(hasVariables(lines)).toBe(false);
});
