import { javascript } from '@codemirror/lang-javascript';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { StreamLanguage } from '@codemirror/language';
import { dockerFile } from '@codemirror/legacy-modes/mode/dockerfile';
import { properties } from '@codemirror/legacy-modes/mode/properties';
import { shell } from '@codemirror/legacy-modes/mode/shell';
import { toml } from '@codemirror/legacy-modes/mode/toml';
import type { Extension } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { Finding } from './finding.ts';
import { yamlFindings } from './yaml-findings.ts';

/** A language of files: its name for people, its colours, and how its mistakes are found. */
export interface Language {
  readonly name: string;
  readonly extension: Extension;
  readonly find?: (view: EditorView, path: string) => readonly Finding[];
}

const findInJson = jsonParseLinter();

const LANGUAGES: readonly (Language & { readonly files: RegExp })[] = [
  {
    name: 'YAML',
    files: /\.ya?ml$/i,
    extension: yaml(),
    find: (view, path) => yamlFindings(view.state.doc.toString(), path),
  },
  {
    name: 'JSON',
    files: /\.json$|\/\.docker\/config\.json$/i,
    extension: json(),
    // An empty file is no mistake yet.
    find: (view) => (view.state.doc.length === 0 ? [] : findInJson(view).map(asFinding)),
  },
  { name: 'JavaScript', files: /\.[cm]?jsx?$/i, extension: javascript() },
  { name: 'TypeScript', files: /\.[cm]?tsx?$/i, extension: javascript({ typescript: true }) },
  {
    name: 'Dockerfile',
    files: /(^|\/)(Dockerfile|Containerfile)[^/]*$|\.dockerfile$/i,
    extension: StreamLanguage.define(dockerFile),
  },
  { name: 'Shell', files: /\.(sh|bash)$|(^|\/)\.(bash\w*|profile)$/i, extension: StreamLanguage.define(shell) },
  { name: 'TOML', files: /\.toml$/i, extension: StreamLanguage.define(toml) },
  {
    name: 'Settings',
    files: /\.(env|ini|conf|cfg|properties)$|(^|\/)\.env[^/]*$/i,
    extension: StreamLanguage.define(properties),
  },
];
const TEXT: Language = { name: 'Text', extension: [] };

/** The language of a file, by its path and, for a script, by its first line. */
export function languageOf(path: string, text: string): Language {
  const known = LANGUAGES.find(({ files }) => files.test(path));
  if (known) return known;
  const isScript = /^#!.*\b(ba|da)?sh\b/.test(text.slice(0, 80));
  return (isScript && LANGUAGES.find(({ name }) => name === 'Shell')) || TEXT;
}

function asFinding({ from, to, message }: { from: number; to: number; message: string }): Finding {
  const reason = message.replace(/^SyntaxError: /, '').replace(/ \(line \d+ column \d+\)$/, '');
  return { from, to, severity: 'error', message: `This is no JSON: ${reason}.` };
}
