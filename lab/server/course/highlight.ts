import { createHighlighterCoreSync, type HighlighterCore, type ShikiTransformer } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import json from 'shiki/langs/json.mjs';
import bash from 'shiki/langs/shellscript.mjs';
import yaml from 'shiki/langs/yaml.mjs';
import dark from 'shiki/themes/github-dark-default.mjs';
import light from 'shiki/themes/github-light-default.mjs';
import type { Language } from './fences.ts';

const GRAMMARS = { sh: 'shellscript', yaml: 'yaml', json: 'json', text: 'text' } as const satisfies Record<
  Language,
  string
>;

let highlighter: HighlighterCore | undefined;

/** Code as HTML with colours for both themes: the page's colour scheme chooses. */
export function highlight(code: string, language: Language): string {
  // Made at the first use and kept: it takes a third of a second.
  highlighter ??= createHighlighterCoreSync({
    themes: [light, dark],
    langs: [bash, yaml, json],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  return highlighter.codeToHtml(code, {
    lang: GRAMMARS[language],
    themes: { light: 'github-light-default', dark: 'github-dark-default' },
    // The theme's grey of comments is too pale on the ground of a block (4.2:1).
    colorReplacements: { 'github-light-default': { '#6e7781': '#59636e' } },
    defaultColor: 'light-dark()',
    transformers: [plainFrame],
  });
}

/** The frame, its colours and the focus are the page's; each theme's colour by itself is not needed beside light-dark(). */
const plainFrame: ShikiTransformer = {
  pre(node) {
    node.properties = { class: 'shiki' };
  },
  span(node) {
    const { style } = node.properties;
    if (typeof style === 'string')
      node.properties.style = style
        .split(';')
        .filter((rule) => !rule.startsWith('--'))
        .join(';');
  },
};
