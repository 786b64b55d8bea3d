import type { Token } from 'markdown-it';
import { type StepBlock, VARIABLES, variablesIn } from '../../contract/index.ts';
import { BlockNames } from './block-names.ts';
import { FOLD_TITLES, faultTitle } from './block-titles.ts';
import { CONTAINERS, type ContainerName, containerOf } from './containers.ts';
import { type Fence, readFence } from './fences.ts';
import { highlight } from './highlight.ts';
import { readPlaceLink } from './links.ts';
import { parseMarkdown, renderMarkdown } from './markdown.ts';
import { type CoursePictures, pictureBlock, pictureIn } from './pictures/index.ts';
import type { Report, RuleCode } from './rules.ts';

type Fold = Extract<StepBlock, { type: 'fold' }>;

/** What a body is read with. */
export interface BodyContext {
  readonly nodes: readonly string[];
  readonly pictures: CoursePictures;
  readonly report: Report;
  /** The line of the file where the body begins. */
  readonly firstLine: number;
}

/** The blocks of a step's Markdown, in reading order. */
export function readBody(markdown: string, context: BodyContext): readonly StepBlock[] {
  return new BodyReader(context).read(parseMarkdown(markdown));
}

class BodyReader {
  readonly #context: BodyContext;
  readonly #names = new BlockNames();

  constructor(context: BodyContext) {
    this.#context = context;
  }

  read(tokens: readonly Token[]): readonly StepBlock[] {
    const blocks: StepBlock[] = [];
    let text: Token[] = [];
    const flush = (): void => {
      if (text.length > 0) blocks.push({ type: 'html', html: renderMarkdown(text) });
      text = [];
    };
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i] as Token;
      const end = token.nesting === 1 ? closing(tokens, i) : i;
      const inside = tokens.slice(i + 1, end);
      this.#look(token);
      if (token.type === 'fence') {
        const block = this.#fence(token);
        if (block.type !== 'html') flush();
        if (block.type === 'html') text.push(htmlToken(token, block.html));
        else append(blocks, block);
      } else if (token.type === 'container_open' && isFold(nameOf(token))) {
        flush();
        blocks.push(this.#container(token, inside));
      } else if (token.type === 'paragraph_open' && pictureIn(inside)) {
        const block = this.#picture(token, inside);
        if (block?.type === 'html') text.push(htmlToken(token, block.html));
        else if (block) {
          flush();
          blocks.push(block);
        }
      } else {
        text.push(token, ...this.#plain(inside, token), ...(end > i ? [tokens[end] as Token] : []));
      }
      i = end;
    }
    flush();
    return blocks;
  }

  /** Pieces that stay HTML: nothing in them may have a button. */
  #plain(tokens: readonly Token[], around: Token): Token[] {
    const isNote = around.type === 'container_open';
    return tokens.map((token) => {
      this.#look(token);
      if (token.type === 'container_open' && isFold(nameOf(token))) {
        this.#report(
          'fence-place',
          token,
          `A ${nameOf(token)} cannot stand in a list, a quote or a note. Move it to the left edge`,
        );
      }
      if (token.type !== 'fence') return token;
      const block = this.#fence(token);
      if (block.type === 'html') return htmlToken(token, block.html);
      this.#report(
        'fence-place',
        token,
        `A block with a button cannot stand in a ${isNote ? 'note' : 'list or quote'}. Move it to the left edge`,
      );
      return htmlToken(token, highlight(bodyOf(token), 'text'));
    });
  }

  #picture(token: Token, inside: readonly Token[]): StepBlock | undefined {
    const image = pictureIn(inside);
    const report = (code: RuleCode, message: string): void => this.#report(code, token, message);
    return image && pictureBlock(image, { ...this.#context.pictures, report });
  }

  #container(token: Token, inside: readonly Token[]): Fold {
    const { name, title } = containerOf(token);
    const kind = name as Fold['kind'];
    const blocks = this.read(inside);
    if (blocks.length === 0) this.#report('fence-empty', token, `This ${name} is empty`);
    return { type: 'fold', kind, title: title || FOLD_TITLES[kind], blocks };
  }

  #fence(token: Token): StepBlock {
    const { nodes, report } = this.#context;
    const fence = readFence(token.info, { nodes, report, line: this.#lineOf(token) });
    const body = bodyOf(token);
    if (body.trim() === '' && !/^\s*fault\b/.test(token.info))
      this.#report('fence-empty', token, 'This block has nothing in it');
    if (fence.kind === 'run' || fence.kind === 'save') this.#variables(token, body, fence.kind);
    const block = this.#block(fence, body);
    const isSolution = 'isSolution' in fence && fence.isSolution;
    return isSolution ? { type: 'fold', kind: 'solution', title: FOLD_TITLES.solution, blocks: [block] } : block;
  }

  #block(fence: Fence, body: string): StepBlock {
    const skip = 'isSkipped' in fence && fence.isSkipped ? ({ skip: true } as const) : {};
    switch (fence.kind) {
      case 'show':
        return { type: 'html', html: highlight(body, fence.language) };
      case 'output':
        return {
          type: 'fold',
          kind: 'output',
          title: FOLD_TITLES.output,
          blocks: [{ type: 'html', html: highlight(body, 'text') }],
        };
      case 'run': {
        const id = this.#names.next('run', `${fence.nodes.join(' ')}\n${body}`);
        return { type: 'run', id, nodes: fence.nodes, lines: body, html: highlight(body, 'sh'), ...skip };
      }
      case 'save': {
        const { node, path } = fence;
        const id = this.#names.next('save', `${node}:${path}\n${body}`);
        return { type: 'save', id, node, path, text: `${body}\n`, html: highlight(body, fence.language), ...skip };
      }
      case 'fault': {
        const { action, nodes, isCreation } = fence;
        const id = this.#names.next('fault', `${action} ${nodes.join(' ')}`);
        return { type: 'fault', id, action, nodes, title: body.trim() || faultTitle(action, isCreation), ...skip };
      }
    }
  }

  #variables(token: Token, body: string, kind: 'run' | 'save'): void {
    for (const name of variablesIn(body)) {
      const node = /^(?:address|key)\.(.+)$/.exec(name)?.[1];
      const isKnown = Object.hasOwn(VARIABLES, name) || (node !== undefined && this.#context.nodes.includes(node));
      const known = [...Object.keys(VARIABLES), ...this.#context.nodes.map((n) => `address.${n}`)];
      if (!isKnown) this.#report('variable', token, `{{${name}}} is unknown. Known: ${known.join(', ')}`);
      else if (kind === 'save')
        this.#report('variable', token, `{{${name}}} is filled in when a block runs, not in a file`);
    }
  }

  /** What is wrong with a piece wherever it stands. */
  #look(token: Token): void {
    if (token.type === 'container_stray')
      this.#report('container', token, 'This ::: closes nothing. A container opens with ::: and its name');
    if (token.type === 'container_open') this.#lookAtContainer(token);
    if (token.type === 'heading_open' && token.tag === 'h1') {
      this.#report('heading-level', token, 'The title of the step is the heading of the first level. Begin with ##');
    }
    for (const child of token.children ?? []) {
      if (child.type === 'link_open') this.#lookAtLink(token, String(child.attrGet('href') ?? ''));
      if (child.type === 'image')
        this.#report(
          'picture-place',
          token,
          'A picture stands in a paragraph of its own, at the left edge or in a fold',
        );
    }
  }

  #lookAtLink(token: Token, href: string): void {
    const { nodes } = this.#context;
    const link = readPlaceLink(href);
    if (link?.kind === 'mistake') this.#report('link', token, link.says);
    else if (link && !nodes.includes(link.node)) {
      const says = `The link leads to "${link.node}", which is no node of the course (${nodes.join(', ')})`;
      this.#report('unknown-node', token, says);
    }
  }

  #lookAtContainer(token: Token): void {
    const { name, isClosed } = containerOf(token);
    if (!Object.hasOwn(CONTAINERS, name)) {
      this.#report(
        'container',
        token,
        `There is no container "${name}". There are ${Object.keys(CONTAINERS).join(', ')}`,
      );
    }
    if (!isClosed) this.#report('container', token, `This ::: ${name} has no end. Close it with a line of :::`);
  }

  #report(code: Parameters<Report>[0], token: Token, message: string): void {
    this.#context.report(code, this.#lineOf(token), message);
  }

  #lineOf(token: Token): number {
    return (token.map?.[0] ?? 0) + this.#context.firstLine;
  }
}

/** Solutions that follow one another are one fold. */
function append(blocks: StepBlock[], block: StepBlock): void {
  const last = blocks.at(-1);
  const isMore =
    block.type === 'fold' && block.kind === 'solution' && last?.type === 'fold' && last.kind === 'solution';
  if (isMore) blocks[blocks.length - 1] = { ...last, blocks: [...last.blocks, ...block.blocks] };
  else blocks.push(block);
}

function isFold(name: string): boolean {
  return (['hint', 'solution', 'output'] satisfies ContainerName[]).some((fold) => fold === name);
}

function nameOf(token: Token): string {
  return containerOf(token).name;
}

function bodyOf(token: Token): string {
  return token.content.replace(/\n+$/, '');
}

/** A fence as a piece whose HTML is ready. */
function htmlToken(token: Token, html: string): Token {
  return Object.assign(Object.create(Object.getPrototypeOf(token)), token, {
    type: 'html_block',
    content: `${html}\n`,
  });
}

/** The piece that closes what opens at `start`. */
function closing(tokens: readonly Token[], start: number): number {
  let depth = 0;
  for (let i = start; i < tokens.length; i++) {
    depth += tokens[i]?.nesting ?? 0;
    if (depth === 0) return i;
  }
  return tokens.length;
}
