import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALIVE_PATH, PREVIEW_MESSAGE } from '../../contract/index.ts';
import type { Explanation } from './explain.ts';
import type { Target } from './target.ts';

const read = (name: string): string => readFileSync(join(import.meta.dirname, 'page', name), 'utf8');
const STYLE = read('dead.css');
const SCRIPT = read('dead.js').replaceAll('PREVIEW_MESSAGE', PREVIEW_MESSAGE).replaceAll('ALIVE_PATH', ALIVE_PATH);

/** A link to another place that may be alive. */
export interface DeadLink {
  readonly text: string;
  readonly href: string;
  readonly to: Omit<Target, 'seat'>;
}

/** Why a port shows nothing, and where else to look. */
export type DeadPort = Pick<Explanation, 'title' | 'found' | 'likely'> & { readonly links: readonly DeadLink[] };

/** What stands in the middle of the page; it is sent again while the page waits. */
export function deadBody({ title, found, likely, links }: DeadPort): string {
  const list = links.map(({ text, href, to }) => {
    const data = Object.entries(to).map(([name, value]) => ` data-${name}="${escapeHtml(String(value))}"`);
    return `<li><a href="${escapeHtml(href)}"${data.join('')}>${escapeHtml(text)}</a></li>`;
  });
  return `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(found)}</p>${likely ? `<p>${escapeHtml(likely)}</p>` : ''}${
    list.length > 0 ? `<ul>${list.join('')}</ul>` : ''
  }`;
}

/** A page in the place of a port that shows nothing: it says why, asks again by itself and becomes the port's page. */
export function deadPage(body: string, title: string, nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style nonce="${nonce}">${STYLE}</style></head>
<body><main><div id="why" aria-live="polite">${body}</div>
<p class="wait"><i></i>This page looks again by itself.</p></main>
<script nonce="${nonce}">${SCRIPT}</script></body></html>
`;
}

/** A page that nothing will mend by itself. */
export function endedPage(title: string, sentence: string, nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style nonce="${nonce}">${STYLE}</style></head>
<body><main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(sentence)}</p></main></body></html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
