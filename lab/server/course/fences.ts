import { type FaultAction, faultAction } from '../../contract/index.ts';
import type { Report } from './rules.ts';

/** Languages that a fence may begin with; text is what stands where no word is. */
export const LANGUAGES = ['sh', 'yaml', 'json', 'text'] as const;
export type Language = (typeof LANGUAGES)[number];

/** First words of a fence that are no language, with what they make. */
export const FENCE_KINDS = {
  output: 'What the learner should see, folded',
  fault: 'A button that does a fault to nodes: stop, start, pause or resume; create makes a spare machine',
} as const;

/** Words that may follow, with what they do. */
export const FENCE_WORDS = {
  solution: 'Folded away until it is asked for',
  skip: 'Not replayed by rehearse: another way, or one that destroys',
  'save=': 'The text is a file that the button writes to this path on the node',
} as const;

/** What the words after the backticks say. */
export type Fence =
  | { readonly kind: 'show'; readonly language: Language }
  | { readonly kind: 'output' }
  | (Marks & { readonly kind: 'run'; readonly nodes: readonly string[] })
  | (Marks & { readonly kind: 'save'; readonly language: Language; readonly node: string; readonly path: string })
  | (Marks & {
      readonly kind: 'fault';
      readonly action: FaultAction;
      readonly isCreation: boolean;
      readonly nodes: readonly string[];
    });

interface Marks {
  readonly isSolution: boolean;
  readonly isSkipped: boolean;
}

export interface FenceContext {
  /** The nodes of the course. */
  readonly nodes: readonly string[];
  readonly report: Report;
  readonly line: number;
}

/** Reads the words after the backticks; a fence that does not fit is reported and shown as text. */
export function readFence(info: string, context: FenceContext): Fence {
  const [first = 'text', ...words] = info.split(/\s+/).filter(Boolean);
  const reader = new WordReader(words, context);
  if (first === 'output') return reader.end({ kind: 'output' });
  if (first === 'fault') return faultFence(reader, context);
  if (!isLanguage(first)) {
    const known = [...LANGUAGES, ...Object.keys(FENCE_KINDS)].join(', ');
    context.report(
      'fence-language',
      context.line,
      `A fence cannot begin with "${first}". It begins with one of ${known}`,
    );
    return { kind: 'show', language: 'text' };
  }
  const path = reader.takeValue('save=');
  if (path !== undefined) return saveFence(first, path, reader, context);
  if (first === 'sh' && words.length > 0) return runFence(reader, context);
  if (first === 'sh') {
    context.report(
      'shell-without-node',
      context.line,
      'This shell fence has no node, so it has no Run button. Write ```sh node1, or ```text when it is only to be read',
    );
  }
  return reader.end({ kind: 'show', language: first });
}

function runFence(reader: WordReader, { report, line }: FenceContext): Fence {
  const marks = reader.takeMarks();
  const nodes = reader.takeNodes();
  if (nodes.length > 0) return reader.end({ kind: 'run', nodes, ...marks });
  if (!reader.hasUnknown) report('fence-node', line, 'This shell fence says no node to run on. Write ```sh node1');
  return { kind: 'show', language: 'sh' };
}

function saveFence(language: Language, path: string, reader: WordReader, { report, line }: FenceContext): Fence {
  const marks = reader.takeMarks();
  const [node, ...more] = reader.takeNodes();
  const shown = { kind: 'show', language } as const;
  if (node === undefined || more.length > 0) {
    report(
      'fence-node',
      line,
      `A file is saved on one node, found ${more.length === 0 ? 'none' : more.length + 1}. Write save=${path || '~/file'} node1`,
    );
    return shown;
  }
  if (!/^(~\/|\/).*[^/]$/.test(path) || path.split('/').includes('..')) {
    report('fence-word', line, `save=${path} is no path of a file. Write an absolute one, or one from ~/`);
    return shown;
  }
  return reader.end({ kind: 'save', language, node, path, ...marks });
}

/** Instead of a fault: makes machines that are not there yet. */
const CREATE = 'create';

function faultFence(reader: WordReader, { report, line }: FenceContext): Fence {
  const shown = { kind: 'show', language: 'text' } as const;
  const word = reader.takeFirst();
  const isCreation = word === CREATE;
  // A machine that is not there yet is made by its first start.
  const action = faultAction.safeParse(isCreation ? 'start' : word);
  if (!action.success) {
    report(
      'fence-word',
      line,
      `A fault is one of ${[...faultAction.options, CREATE].join(', ')}, found ${word ? `"${word}"` : 'nothing'}. Write \`\`\`fault stop node1`,
    );
    return shown;
  }
  const marks = reader.takeMarks();
  const nodes = reader.takeNodes();
  if (nodes.length > 0) return reader.end({ kind: 'fault', action: action.data, isCreation, nodes, ...marks });
  if (!reader.hasUnknown)
    report('fence-node', line, `This fault names no node. Write \`\`\`fault ${action.data} node1`);
  return shown;
}

function isLanguage(word: string): word is Language {
  return LANGUAGES.some((language) => language === word);
}

/** The names that a word stands for: a node, or all whose names begin with what is before a final star. */
function nodesOf(word: string, all: readonly string[]): readonly string[] {
  return word.endsWith('*')
    ? all.filter((name) => name.startsWith(word.slice(0, -1)))
    : all.filter((name) => name === word);
}

/** The words of a fence; each is taken once, what is left at the end means nothing. */
class WordReader {
  /** Whether a word was said to be no node: then it need not be said that there is none. */
  hasUnknown = false;
  #left: readonly string[];
  readonly #context: FenceContext;

  constructor(words: readonly string[], context: FenceContext) {
    this.#left = words;
    this.#context = context;
  }

  takeFirst(): string | undefined {
    const [first, ...rest] = this.#left;
    this.#left = rest;
    return first;
  }

  takeValue(prefix: string): string | undefined {
    const found = this.#left.find((word) => word.startsWith(prefix));
    this.#left = this.#left.filter((word) => word !== found);
    return found?.slice(prefix.length);
  }

  takeMarks(): Marks {
    return { isSolution: this.#take('solution'), isSkipped: this.#take('skip') };
  }

  /** All words that are left, as nodes of the course, each once and in the course's order. */
  takeNodes(): readonly string[] {
    const { nodes, report, line } = this.#context;
    const taken = new Set<string>();
    for (const word of this.#left) {
      const found = nodesOf(word, nodes);
      if (found.length === 0) {
        this.hasUnknown = true;
        const words = Object.keys(FENCE_WORDS).join(', ');
        report(
          'unknown-node',
          line,
          `"${word}" is no node of the course (${nodes.join(', ')}) and none of the words ${words}`,
        );
      }
      for (const name of found) taken.add(name);
    }
    this.#left = [];
    return nodes.filter((name) => taken.has(name));
  }

  /** The fence, once it is said that no word is left. */
  end(fence: Fence): Fence {
    for (const word of this.#left) {
      this.#context.report('fence-word', this.#context.line, `"${word}" means nothing in this fence`);
    }
    return fence;
  }

  #take(word: string): boolean {
    const has = this.#left.includes(word);
    this.#left = this.#left.filter((other) => other !== word);
    return has;
  }
}
