import MarkdownIt, { type Token } from 'markdown-it';
import { containers } from './containers.ts';

const markdown = new MarkdownIt({ html: false, linkify: true });
// Only whole addresses become links: a file such as join.sh is none.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
markdown.use(containers);
markdown.renderer.rules.link_open = (tokens, index, options, _env, renderer) => {
  const token = tokens[index];
  if (/^https?:/.test(String(token?.attrGet('href') ?? ''))) {
    token?.attrSet('target', '_blank');
    token?.attrSet('rel', 'noopener');
  }
  return renderer.renderToken(tokens, index, options);
};

/** The pieces of a Markdown text; raw HTML in it is text. */
export function parseMarkdown(text: string): Token[] {
  return markdown.parse(text, {});
}

/** Pieces as HTML. */
export function renderMarkdown(tokens: Token[]): string {
  return markdown.renderer.render(tokens, markdown.options, {});
}
