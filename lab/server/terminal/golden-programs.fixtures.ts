/** A program whose screen has to be the same for whoever comes, and how it is driven. */
export interface GoldenProgram {
  readonly name: string;
  /** The shell that it runs in. */
  readonly shell: string;
  /** Typed at the prompt; where it ends without a return it stays half typed. */
  readonly start: string;
  /** In sight when it is there. */
  readonly ready: RegExp;
  /** Typed by who comes last, and what is in sight then. */
  readonly keys: string;
  readonly after: RegExp;
  /** Typed to leave it. */
  readonly quit: string;
}

const WIDE = '漢字かな交じり文 \u{1F433}\u{1F40B} e\u0301a\u0308 한국어 ';

const CODE = [
  '#!/bin/bash',
  '# colours of an editor',
  'for word in "one" \'two\' $(seq 3); do',
  '  if [ -n "$word" ]; then echo "$word"; fi',
  'done',
  ...Array.from({ length: 60 }, (_, n) => `echo "line ${n}" # and so on`),
  '',
].join('\n');

/** Files that the programs read, by path on the node. */
export const GOLDEN_FILES: Readonly<Record<string, string>> = {
  '/root/golden.sh': CODE,
  '/root/colours.sh': CODE,
  '/root/wide.txt': Array.from({ length: 40 }, (_, n) => `${n} ${WIDE.repeat(1 + (n % 5))}\n`).join(''),
  '/root/region.sh': script(
    'printf \'\\e[2J\\e[H\'; for n in $(seq 20); do echo "line $n"; done',
    "printf '\\e[3g\\e[7G\\eH\\e[30G\\eH\\e[5;10r\\e[?6h\\e[2;1Hin the region\\n\\n\\n\\n\\n\\n\\n\\n\\e[44mmore\\e7'",
    'read -rsn1',
    "printf '\\r\\tafter\\ttabs\\n\\n\\e[2Lend\\e8back'",
    'read -rsn1',
    "printf '\\e[?6l\\e[r\\e[m\\e[20;1H\\n'",
  ),
  '/root/modes.sh': script(
    "printf 'below\\n\\e[31mstill red\\e[?1049h\\e[m\\e[2J\\e[H\\e[?1h\\e=\\e[?1002h\\e[?1006h\\e[?1004h\\e[?2004h\\e[5 q\\e]0;a title\\a'",
    "printf '\\e)0\\e(0lqqqk\\e(B plain \\e[4:3;58:5:1mcurly\\e[m \\e]8;;https://a.example\\e\\\\link\\e]8;;\\e\\\\ \\e[7;53mthe end\\e[m'",
    "printf '\\e[?25l\\e[4h\\e[3;4Hinserted\\e[3;4H\\016'",
    'IFS= read -rsn3 key; printf \'q\\017 key %q\' "$key"',
    'read -rsn1',
    "printf '\\e[?1049l\\e[?1l\\e>\\e[?1002l\\e[?1006l\\e[?1004l\\e[?2004l\\e[4l\\e[0 q\\e[?25h\\e[m\\n'",
  ),
};

/** Programs for full screens, wide characters, scroll regions, modes, and a prompt. */
export const GOLDEN_PROGRAMS: readonly GoldenProgram[] = [
  {
    name: 'vi with a split and marks of colour',
    shell: 'vi',
    start:
      "vi -N --cmd 'set cmdheight=3' -c 'set hls nu ruler' -c 'silent split golden.sh' -c '/word' -c 'normal 12j' /etc/services\r",
    ready: /golden\.sh[\s\S]*\/etc\/services/,
    keys: '\x17wGzt',
    after: /365,1 +Bot/,
    quit: '\x1b:qa!\r',
  },
  {
    name: 'nano with colours',
    shell: 'nano',
    start: 'nano +4 /root/colours.sh\r',
    ready: /\^X Exit/,
    keys: '\x1b[Btyped ',
    after: /typed done/,
    quit: '\x18n',
  },
  {
    name: 'htop',
    shell: 'htop',
    start: 'htop -d 80\r',
    ready: /F10Quit/,
    keys: '\x1b[15~',
    after: /F5List/,
    quit: 'q',
  },
  {
    name: 'tmux with two panes',
    shell: 'tmux',
    start: "tmux -f /dev/null new -s gold 'less +20 golden.sh' \\; split-window -h\r",
    ready: /│[\s\S]*\[gold\]/,
    keys: 'echo in$((40 + 2))pane\r',
    after: /in42pane/,
    quit: 'tmux kill-server\r',
  },
  {
    name: 'less in the middle',
    shell: 'less',
    start: 'less -N +50p /etc/services\r',
    ready: /^ +2\d\d \w/m,
    keys: '/udp\r',
    after: /udp/,
    quit: 'q',
  },
  {
    name: 'docker stats',
    shell: 'stats',
    start: 'docker stats\r',
    ready: /CONTAINER ID/,
    keys: '',
    after: /CONTAINER ID/,
    quit: '\x03',
  },
  {
    name: 'wide characters above a line half typed',
    shell: 'wide',
    start: 'cat wide.txt; ls --color=always /\recho 漢字 "half',
    ready: /echo 漢字 "half$/m,
    keys: ' typed"\r',
    after: /^漢字 half typed/m,
    quit: '',
  },
  {
    // More than the holder of the shell remembers as it came: the screen is kept by then.
    name: 'the end of much output',
    shell: 'much',
    start:
      "for n in $(seq 60); do printf '\\e[3%dmcolour' $((n % 8)); seq -f '%0200g' 100; done; echo all $((40 + 2))\r",
    ready: /^all 42$/m,
    keys: 'echo mo\t\x15seq 50\r',
    after: /^50\nnode1/m,
    quit: '',
  },
  {
    name: 'scroll region and tab stops',
    shell: 'region',
    start: 'bash region.sh\r',
    ready: /more/,
    keys: 'x',
    after: /back/,
    quit: 'x',
  },
  {
    name: 'modes of keys and mouse over another screen',
    shell: 'modes',
    start: 'bash modes.sh\r',
    ready: /inserted/,
    keys: 'UP',
    after: /key \$'\\EOA'/,
    quit: 'x',
  },
];

function script(...lines: string[]): string {
  return `${lines.join('\n')}\n`;
}
