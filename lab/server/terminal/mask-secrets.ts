/** What stands for a secret. */
export const MASK = '•••';

/** One word of a shell, whatever quotes it has; an open quote goes to the end, as may a backslash. */
const WORD =
  /(?:\$'(?:\\(?:[\s\S]|$)|[^'\\])*(?:'|$)|'[^']*(?:'|$)|"(?:\\(?:[\s\S]|$)|[^"\\])*(?:"|$)|\$\([^)]*(?:\)|$)|`[^`]*(?:`|$)|\\(?:[\s\S]|$)|[^\s'"`\\;&|<>()])+/
    .source;
/** White space between words, also over lines. */
const GAP = String.raw`(?:\s|\\\n)+`;
/** In a name: what it names is a secret. */
const SECRET_NAME =
  '(?:pass(?:word|wd|phrase|code)?|pwd?|secret|token|credentials?|api[-_]?key|access[-_]?key|private[-_]?key)';
/** The rest of a command, up to where another begins. */
const ON = String.raw`(?:(?![;&|\n])[\s\S])*?`;

interface Rule {
  readonly pattern: RegExp;
  readonly by: string;
}
const rule = (source: string, by: string): Rule => ({ pattern: new RegExp(source, 'gi'), by });

/** What is never kept: each pattern, and what it becomes. */
const RULES: readonly Rule[] = [
  // The tokens of a swarm, wherever they stand.
  rule(String.raw`SWMTKN-[\w-]*`, MASK),
  // --password x, --docker-password=x; but not --password-stdin, nor --secret, which names one of the swarm's.
  rule(
    String.raw`(?<![\w-])((?!--?secret(?![\w-])|[\w-]*-(?:stdin|file|ttl)(?![\w-]))--?[\w-]*${SECRET_NAME}[\w-]*)(=|${GAP})${WORD}`,
    `$1$2${MASK}`,
  ),
  // NAME_PASSWORD=x, password: x, "password":"x".
  rule(String.raw`(?<![-\w])(\w*${SECRET_NAME}\w*)(["']?(?:=|:[ \t]*))(?!•••["'])${WORD}`, `$1$2${MASK}`),
  // docker login -p x, sshpass -px, mysql -px; redis-cli -a x; curl -u name:x; aws configure set aws_secret_access_key x.
  rule(
    String.raw`(\b(?:docker${GAP}login|sshpass|mysql\w*|mariadb\w*)\b${ON}${GAP}-p)(${GAP}|=|)${WORD}`,
    `$1$2${MASK}`,
  ),
  rule(String.raw`(\bredis-cli\b${ON}${GAP}(?:-a|auth|requirepass))(${GAP}|=|)${WORD}`, `$1$2${MASK}`),
  rule(String.raw`(\bcurl\b${ON}${GAP}(?:-u|--user|--proxy-user))(${GAP}|=|)${WORD}`, `$1$2${MASK}`),
  rule(String.raw`(\bconfigure${GAP}set${GAP}\S*${SECRET_NAME}\S*${GAP})${WORD}`, `$1${MASK}`),
  rule(String.raw`(\b(?:bearer|basic)${GAP})[\w.~+/=-]+`, `$1${MASK}`),
  // name:x@ of an address.
  rule(String.raw`(:\/\/[^\s:/@'"]+:)[^\s@'"]+(?=@)`, `$1${MASK}`),
  // What is printed into a file whose name says what it is.
  rule(String.raw`(\b(?:echo|printf)\b)(?:${GAP}${WORD})+(\s*>>?\s*[^\s;&|<>]*${SECRET_NAME})`, `$1 ${MASK}$2`),
];

const QUOTED = /\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"/g;
const NAMED_INSIDE = new RegExp(
  String.raw`^(["'][\s\S]*?(?<![-\w])\w*${SECRET_NAME}\w*(?:=|:[ \t]*))[^"'][\s\S]*(["'])$`,
  'i',
);

/** A program that takes a secret from its input. */
const TAKES_SECRET = new RegExp(String.raw`docker${GAP}secret${GAP}create|-stdin(?![\w-])|\b(?:ch|ht)?passwd\b`, 'i');
const PRINTED = new RegExp(String.raw`(\b(?:echo|printf)\b)(?:${GAP}${WORD})+`, 'gi');
const HERE_STRING = new RegExp(String.raw`(<<<\s*)${WORD}`, 'g');
const HERE_DOCUMENT = /(?<!<)<<-?(?!<)\s*\\?["']?\w/;

/** The line with everything that is a secret, or is likely one, replaced. `isCut`: its end is missing. */
export function maskSecrets(text: string, { isCut = false } = {}): string {
  // Of a line that was cut nobody knows who takes what it prints.
  const masked = isCut || TAKES_SECRET.test(text) ? maskInputs(text) : text;
  // 'PASSWORD=a b' and "password: a b": to the end of the quotes.
  const inQuotes = masked.replace(QUOTED, (quoted) => quoted.replace(NAMED_INSIDE, `$1${MASK}$2`));
  return RULES.reduce((line, { pattern, by }) => line.replace(pattern, by), inQuotes);
}

/** Takes out what is printed, and what stands in here documents and here strings. */
function maskInputs(text: string): string {
  const opener = HERE_DOCUMENT.exec(text);
  const end = opener ? text.indexOf('\n', opener.index) : -1;
  const [line, document] = end < 0 ? [text, ''] : [text.slice(0, end), `\n${MASK}`];
  return line.replace(PRINTED, `$1 ${MASK}`).replace(HERE_STRING, `$1${MASK}`) + document;
}
