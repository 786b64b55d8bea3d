import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startBench } from '../fake.fixtures.ts';

const bench = startBench(2);
const { address } = bench.machine(1);

describe('the language of the shell', () => {
  it.each([
    ['echo one; echo two', 'one\ntwo'],
    ['true && echo yes || echo no', 'yes'],
    ['false && echo yes || echo no', 'no'],
    ['! false && echo turned', 'turned'],
    [`a=1 b=two; echo "$a \${b}s" '$a'`, '1 twos $a'],
    ['echo $(hostname -i) `hostname`', `${address} node1`],
    ['echo "$(printf "a\\nb\\n\\n")"', 'a\nb'],
    ['list="x y"; for i in $list "$list"; do echo "<$i>"; done', '<x>\n<y>\n<x y>'],
    ['for i in 1 2 3; do echo $i; done | grep -v 2 | wc -l', '2'],
    ['for n in node{1..3} {a,b}c; do echo -n "$n "; done', 'node1 node2 node3 ac bc'],
    ['i=0; while [ $i -lt 3 ]; do i=$((i + 1)); done; echo $i', '3'],
    ['i=0; until [ $i = 2 ]; do i=$((i+1)); done; echo $((i * (3 + 4) % 5))', '4'],
    ['if [ -f ~/nothing ]; then echo there; elif true; then echo second; else echo third; fi', 'second'],
    ['{ echo a; echo b; } | tail -1', 'b'],
    ['(exit 4); echo $?', '4'],
    ['echo a\\ b "c\\"d" \'e\'f', 'a b c"d ef'],
    [`echo \${missing:-spare} \${HOME:-x}`, 'spare /root'],
    ['cd /tmp; pwd; cd; pwd', '/tmp\n/root'],
    ['echo one # two', 'one'],
    ['sh -c \'echo "$1-$#"\' name first second', 'first-2'],
    ['x=outer; sh -c "x=inner; echo $x"; echo $x', 'outer\nouter'],
    ['echo "a  b" | tr a-z A-Z | tr -s " "', 'A B'],
    ['printf "%s=%s\\n" a 1 b 2', 'a=1\nb=2'],
    ['seq 3 | head -n 2 | tail -n 1', '2'],
    ['printf "a:b:c\\nd:e:f\\n" | cut -d : -f 1,3', 'a:c\nd:f'],
    ['echo abcdef | cut -c 2-4', 'bcd'],
    ['printf "b\\na\\nb\\n" | sort | uniq -c | tr -s " "', '1 a\n 2 b'],
    ['printf "10\\n9\\n" | sort -n', '9\n10'],
    ['yes | head -2', 'y\ny'],
    ['echo a b | xargs echo -', '- a b'],
    ['printf "a\\nb\\nc\\nd\\n" | grep -A1 b', 'b\nc'],
    ['echo a > x; echo b > y; diff x y; rm x y', '1c1\n< a\n---\n> b'],
    ['type docker; which nothing || command -v sh', 'docker is /usr/bin/docker\n/usr/bin/sh'],
  ])('%s', async (line, output) => {
    expect(await bench.read(1, line)).toBe(output);
  });

  it('reads and writes files', async () => {
    const lines = [
      'echo one > ~/f; echo two >> ~/f; cat ~/f',
      'wc -l < ~/f; cat /root/f | head -1 > ~/g; cat ~/g',
      'cat <<EOF > h\nhome is $HOME\nEOF\ncat h',
      "cat <<'EOF' > h\nhome is $HOME\nEOF\ncat h",
      'ls; rm f g h; ls',
      'echo hidden > /dev/null; ls nothing 2> /dev/null || echo $?',
      'ls nothing 2>&1',
    ];
    const outputs: string[] = [];
    for (const line of lines) outputs.push((await bench.sh(1, line)).stdout.trim());
    expect(outputs).toEqual([
      'one\ntwo',
      '2\none',
      'home is /root',
      'home is $HOME',
      'f\ng\nh',
      '2',
      "ls: cannot access 'nothing': No such file or directory",
    ]);
  });

  it('keeps any text as it is within quotes', async () => {
    const unit = fc.constantFrom(...' ab\'"$\\`\n\t*?~{},;|&<>()#!=é🙂');
    const single = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
    const double = (text: string) => `"${text.replace(/["\\$`]/g, '\\$&')}"`;
    await fc.assert(
      fc.asyncProperty(fc.string({ unit }), fc.constantFrom(single, double), async (text, quote) => {
        const { stdout } = await bench.sh(1, `x=${quote(text)}; printf %s "$x"`);
        expect(stdout).toBe(text);
      }),
      { numRuns: 60 },
    );
  }, 20_000);

  it('finds files by a pattern, and leaves one that fits nothing', async () => {
    expect(await bench.read(1, 'echo 1 > ~/token.manager; echo 2 > ~/token.worker; cat ~/token.*; echo *.none')).toBe(
      '1\n2\n*.none',
    );
  });

  it.each([
    ['foo', 127, 'bash: foo: command not found\n'],
    ['./foo', 127, 'bash: ./foo: No such file or directory\n'],
    ['echo (', 2, "bash: syntax error near unexpected token `('\n"],
    ['echo "open', 2, 'bash: syntax error: unexpected end of file\n'],
    ['cat nothing', 1, 'cat: nothing: No such file or directory\n'],
    ['cat < nothing', 1, 'bash: nothing: No such file or directory\n'],
    ['echo x > /tmp', 1, 'bash: /tmp: Is a directory\n'],
    ['sleep soon', 1, "sleep: invalid time interval 'soon'\n"],
    ['exit 7', 7, ''],
    ['toString', 127, 'bash: toString: command not found\n'],
  ])('%s fails like in bash', async (line, exitCode, stderr) => {
    expect(await bench.sh(1, line)).toEqual({ exitCode, stdout: '', stderr });
  });

  it('sleeps by the clock', async () => {
    const before = bench.clock.now();
    await bench.read(1, 'sleep 2');
    expect(bench.clock.now() - before).toBeGreaterThanOrEqual(2000);
  });

  it('keeps the files of nodes apart', async () => {
    await bench.read(1, 'echo mine > ~/only-here');
    expect((await bench.sh(2, 'cat ~/only-here')).exitCode).toBe(1);
  });

  it('reaches the other nodes by name, as long as they are on', async () => {
    expect(await bench.read(1, 'ping -c 1 node2 | tail -1')).toMatch(/64 bytes from 172/);
    bench.site.setPower(bench.machine(2), 'stopped');
    expect((await bench.sh(1, 'ping -c 1 node2')).exitCode).toBe(1);
  });
});
