import MarkdownIt, { type Token } from 'markdown-it';
import { containers } from './containers.ts';
import { isPlaceLink, placeAttributes, readPlaceLink } from './links.ts';

const markdown = new MarkdownIt({ html: false, linkify: true });
// Only whole addresses become links: a file such as join.sh is none.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
markdown.use(containers);
const { validateLink, normalizeLink } = markdown;
// Places on nodes are no addresses: names of files stay as they are written.
markdown.validateLink = (url) => isPlaceLink(url) || validateLink(url);
markdown.normalizeLink = (url) => (isPlaceLink(url) ? url : normalizeLink(url));
markdown.renderer.rules.link_open = (tokens, index, options, _env, renderer) => {
  const token = tokens[index];
  const href = String(token?.attrGet('href') ?? '');
  const place = readPlaceLink(href);
  if (place && place.kind !== 'mistake')
    for (const [name, value] of placeAttributes(place)) token?.attrSet(name, value);
  if (/^https?:/.test(href)) {
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
