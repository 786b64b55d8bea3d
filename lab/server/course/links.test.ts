import { describe, expect, it } from 'vitest';
import { readPlaceLink } from './links.ts';
import { readBody } from './step-blocks.ts';

const nodes = ['node1', 'node2'];

/** The HTML of a text, and what lint says of it. */
function read(markdown: string): { html: string; findings: string[] } {
  const findings: string[] = [];
  const blocks = readBody(markdown, {
    nodes,
    pictures: { course: 'c', found: new Map() },
    firstLine: 1,
    report: (code, line, says) => findings.push(`${line} ${code} ${says}`),
  });
  return { html: blocks.map((block) => ('html' in block ? block.html : '')).join(''), findings };
}

describe('links of a step to places on nodes', () => {
  it('lead to a line of a file', () => {
    const { html, findings } = read('Open [the *stack*](file:node1:~/devcoin/docker-compose.yml:12).');
    expect(findings).toEqual([]);
    expect(html).toContain(
      '<a href="#files" data-place="file" data-node="node1" data-path="~/devcoin/docker-compose.yml" data-line="12">the <em>stack</em></a>',
    );
  });

  it('lead to odd names of files', () => {
    expect(read('[a](<file:node2:/etc/my file: 100% ü.yml>)').html).toContain(
      'data-node="node2" data-path="/etc/my file: 100% ü.yml">',
    );
  });

  it('lead to a port of a node, as the host that a proxy is to see', () => {
    const { html, findings } = read('[the page](port:node1:80/coins?host=devcoin.dev-lab.io&last=5)');
    expect(findings).toEqual([]);
    expect(html).toContain(
      '<a href="#preview" data-place="port" data-node="node1" data-path="/coins?last=5" data-port="80" data-host="devcoin.dev-lab.io">',
    );
    expect(read('[x](port:node2:8080)').html).toContain('data-path="/" data-port="8080">');
  });

  it('stand in lists, notes and folds too', () => {
    const { html, findings } = read('- [a](file:node1:/a)\n\n::: note\n[b](file:node9:/b)\n:::\n');
    expect(html).toContain('data-path="/a"');
    expect(findings).toEqual([
      '4 unknown-node The link leads to "node9", which is no node of the course (node1, node2)',
    ]);
  });

  it.each([
    ['[a](file:node1:stack.yml)', '1 link "stack.yml" is no path of a file. Write an absolute one, or one from ~/'],
    [
      '[a](file:node1:~/../etc/shadow)',
      '1 link "~/../etc/shadow" is no path of a file. Write an absolute one, or one from ~/',
    ],
    ['[a](file:node1:/etc/)', '1 link "/etc/" is no path of a file. Write an absolute one, or one from ~/'],
    ['[a](file:/etc/hosts)', '1 link file:/etc/hosts says no node. Write file:node1:~/devcoin/stack.yml:12'],
    ['[a](file:node1:/a:0)', '1 link Lines are counted from 1, found 0'],
    ['[a](port:node1:0)', '1 link Ports go from 1 to 65535, found 0'],
    ['[a](port:node1:70000/)', '1 link Ports go from 1 to 65535, found 70000'],
    [
      '[a](port:node1:http)',
      '1 link port:node1:http says no node and port. Write port:node1:8080/ or port:node1:80/?host=devcoin.dev-lab.io',
    ],
    ['[a](port:node1:80/?host=a/b)', '1 link host=a/b is no name of a host'],
  ])('that do not fit are found: %s', (markdown, finding) => {
    expect(read(markdown).findings).toEqual([finding]);
  });

  it('leave other links alone', () => {
    expect(readPlaceLink('https://example.org')).toBeUndefined();
    expect(read('[a](https://example.org) [b](javascript:alert(1))').html).not.toContain('data-place');
  });
});
