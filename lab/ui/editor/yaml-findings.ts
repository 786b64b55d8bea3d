import { type Document, parseAllDocuments, type YAMLError } from 'yaml';
import { composeFindings, isComposeFile } from './compose-findings.ts';
import type { Finding } from './finding.ts';

/** Beyond this a text is not looked at while one types. */
const MAX_CHARS = 300_000;

/** What is wrong with a YAML text; in a file for Compose also what Compose would refuse. */
export function yamlFindings(text: string, path: string): readonly Finding[] {
  if (text.length > MAX_CHARS) return [];
  const parsed = parseAllDocuments(text, { prettyErrors: false });
  if (!Array.isArray(parsed)) return [];
  const documents: readonly Document.Parsed[] = parsed;
  const form = documents.flatMap((document) =>
    [...document.errors, ...document.warnings].map((error) => findingOf(error, text)),
  );
  const [first] = documents;
  if (form.some(({ severity }) => severity === 'error') || !first || !isComposeFile(path, first)) return form;
  return [...form, ...composeFindings(first, text)];
}

function findingOf(error: YAMLError, text: string): Finding {
  const [start, end] = error.pos;
  const from = Math.min(start, text.length);
  const severity = error.name === 'YAMLParseError' ? 'error' : 'warning';
  return { from, to: Math.min(Math.max(end, from + 1), text.length), severity, message: sentence(error, text) };
}

/** The parser's words are for programmers: the usual mistakes are said in ours. */
function sentence(error: YAMLError, text: string): string {
  const line = lineAt(text, error.pos[0]);
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return 'There is a tab here. YAML is indented with spaces only: two for each level.';
    case 'DUPLICATE_KEY':
      return `${keyOf(line) ?? 'This key'} is there twice on the same level. Remove one, or rename it.`;
    case 'BAD_INDENT':
      return 'This line does not begin at the same column as its neighbours. Lines of one list or map begin at the same column.';
    case 'MULTILINE_IMPLICIT_KEY':
      return 'This line is taken for a key, but has no colon after it. Write name: value, or indent it below its list or key.';
    case 'IMPOSSIBLE':
    case 'UNEXPECTED_TOKEN':
      return `This does not belong here: ${plain(error.message)}.`;
    case 'MISSING_CHAR':
      return /quote/.test(error.message)
        ? 'A quote is opened and not closed.'
        : `Something is missing: ${plain(error.message)}.`;
    case 'BAD_ALIAS':
      return 'A word that begins with * is an alias. Put it in quotes if it is text.';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'There are two colons for keys in one line. Put the value in quotes, or on a line of its own.';
    default:
      return `${plain(error.message)}.`;
  }
}

function plain(message: string): string {
  return message
    .replace(/ at line \d+.*$/s, '')
    .replace(/[.:]\s*$/, '')
    .trim();
}
function lineAt(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', start);
  return text.slice(start, end < 0 ? undefined : end);
}
function keyOf(line: string): string | undefined {
  return /^[\s-]*([^\s:#][^:]*):/.exec(line)?.[1];
}
