import { describe, expect, it } from 'vitest';
import { fillVariables, variablesIn } from './variables.ts';

describe('variables', () => {
  it('are filled in wherever they stand, each looked up once', async () => {
    const asked: string[] = [];
    const filled = await fillVariables('a {{token.manager}} b {{ address.node1 }} {{token.manager}}', (name) => {
      asked.push(name);
      return `<${name}>`;
    });
    expect(filled).toBe('a <token.manager> b <address.node1> <token.manager>');
    expect(asked).toEqual(['token.manager', 'address.node1']);
  });

  it('leave the templates of Docker alone', () => {
    const text = `docker ps --format '{{.Names}} {{ .ID }} {{json .}} {{range .A}}{{end}}' {{.Node.Hostname}}`;
    expect(variablesIn(text)).toEqual([]);
  });

  it('put in a value as it is, signs with a meaning in replacements too', async () => {
    expect(await fillVariables('{{token.worker}}', () => '$& $1 {{address.x}}')).toBe('$& $1 {{address.x}}');
  });

  it('pass on why a value cannot be had', async () => {
    const fill = fillVariables('{{token.manager}}', () => Promise.reject(new Error('no swarm')));
    await expect(fill).rejects.toThrow('no swarm');
  });
});
