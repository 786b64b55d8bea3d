import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commandUnits } from './command-lines.ts';

const wholes: Record<string, string> = {
  'a loop over lines': 'for n in 1 2 3\ndo\n  docker service ls\ndone',
  'a loop with its body behind do': 'while true; do\n  echo if\ndone',
  'loops within loops': 'for a in 1; do for b in 2; do\necho $a\ndone\ndone',
  'an arithmetic loop': 'for ((i = 0; i < 3; i++)); do\n  echo $((1 << i))\ndone',
  'a condition': 'if docker info; then\n  echo yes\nelse\n  echo no\nfi',
  'a case': 'case $x in\n  a) echo 1;;\n  b|c)\n    echo 2\n    ;;\nesac',
  'a here document': 'cat > stack.yml <<EOF\nservices:\n  web: "it\'s\n  for\nEOF',
  'a here document that strips tabs': "cat <<-'END'\n\tfor x in $(\n\tEND",
  'two here documents': 'diff <(cat <<A) <(cat <<B)\n1\nA\n2\nB',
  'a here document with a command behind it': 'cat <<EOF | docker secret create s -\nhidden\nEOF',
  'lines that end with a backslash': 'docker service create \\\n  --name web \\\n  alpine:3.22 sleep 1d',
  'an open double quote': 'echo "one\ntwo"',
  'an open single quote': "echo 'one\n# two \\\n'",
  'a pipe at the end': 'docker node ls |\n  grep -c Ready',
  'an and at the end': 'true && # then\n  echo ok',
  'a function': 'hello() {\n  echo hello\n}',
  'a group and a subshell': '{\n  (\n    echo x\n  )\n}',
  'a command within quotes': 'echo "$(\n  hostname "x"\n)"',
};

describe('a block of lines', () => {
  test.each(Object.entries(wholes))('keeps %s together', (_name, text) => {
    expect(commandUnits(`true\n${text}\nfalse`)).toEqual(['true', text, 'false']);
  });

  test.each(Object.entries(wholes))('agrees with bash that %s is whole', (_name, text) => {
    expect(() => execFileSync('bash', ['-n'], { input: `${text}\n`, stdio: 'pipe' })).not.toThrow();
  });

  test.each([
    'docker service create --name web --mode global alpine sleep 1d',
    "docker node ls --format '{{.Hostname}} {{.Status}}' # for the leader",
    'echo do done if fi case { } done',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: bash, not a template
    'echo it\\\'s "a # b" ${#HOME} $# ${x:-"}"}',
    'A=1 B=(1 2) echo <<< "$A"',
    'docker ps -q | xargs -r docker rm -f && echo done || echo no; echo &',
    '# while a comment says so',
    'echo `date` {a,b} a#b',
    "echo $'it\\'s'",
  ])('lets a single line stand alone: %s', (line) => {
    expect(commandUnits(`${line}\ntrue`)).toEqual([line, 'true']);
  });

  test('loses empty lines between commands, and keeps them inside of one', () => {
    expect(commandUnits('\n\necho a\n\n  \ncat <<E\n\nx\nE\n\n')).toEqual(['echo a', 'cat <<E\n\nx\nE']);
  });

  test('gives what never closes as one unit', () => {
    expect(commandUnits('echo "a\nb\n')).toEqual(['echo "a\nb']);
  });

  test('of nothing has no units', () => {
    expect(commandUnits('\n \n')).toEqual([]);
  });
});
