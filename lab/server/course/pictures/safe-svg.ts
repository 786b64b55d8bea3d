import { DOMParser, type Element, ParseError } from '@xmldom/xmldom';
import sanitizeHtml from 'sanitize-html';
import { ATTRIBUTES, COLOURS, ELEMENTS, referenceIn, THEME_COLOUR } from './allowed-svg.ts';

/** Something in an SVG that is not shown, or that does not follow the theme. */
export interface SvgFinding {
  readonly code: 'picture-form' | 'picture-unsafe' | 'picture-colour';
  readonly line: number;
  readonly message: string;
}

/** An SVG made safe to stand in the page. */
export interface SafeSvg {
  readonly svg: string;
  readonly findings: readonly SvgFinding[];
}

/**
 * Makes an SVG safe to stand in the page: shapes and text stay, nothing runs and nothing is fetched. Names in it get a prefix, so
 * that two pictures on a page never share one. The sanitizer decides what goes through; the findings say where something did not.
 */
export function safeSvg(text: string, prefix: string): SafeSvg {
  const { root, findings } = parse(text);
  if (!root) return { svg: '', findings };
  return { svg: sanitizeHtml(text, optionsFor(prefix)).trim(), findings: [...findings, ...lint(root)] };
}

function parse(text: string): { root?: Element; findings: readonly SvgFinding[] } {
  const form = (line: number | undefined, message: string): { findings: readonly SvgFinding[] } => ({
    findings: [{ code: 'picture-form', line: line || 1, message }],
  });
  let wrong = { line: 1, message: 'it cannot be read' };
  const stop = (level: string, message: string, context: { locator?: { lineNumber?: number } }): void => {
    if (level === 'warning') return;
    wrong = { line: context.locator?.lineNumber ?? 1, message };
    throw new ParseError(message);
  };
  try {
    const root = new DOMParser({ onError: stop }).parseFromString(text, 'image/svg+xml').documentElement;
    if (root?.localName !== 'svg') return form(1, 'The file does not begin with <svg>');
    if (!root.getAttribute('viewBox')) return form(root.lineNumber, 'The svg needs a viewBox: it is what makes it fit');
    return { root, findings: [] };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return form(wrong.line, `The SVG is no well-formed XML: ${wrong.message}`);
  }
}

function lint(root: Element): readonly SvgFinding[] {
  const findings: SvgFinding[] = [];
  const look = (element: Element): void => {
    const line = element.lineNumber ?? 1;
    if (!ELEMENTS.includes(element.tagName)) {
      const message = `<${element.tagName}> is left out. A picture is shapes and text: nothing in it runs, links or is fetched`;
      findings.push({ code: 'picture-unsafe', line, message });
      return;
    }
    for (const { name, value } of element.attributes) {
      const found = lintAttribute(name, value);
      if (found) findings.push({ ...found, line });
    }
    for (const child of element.children) look(child);
  };
  look(root);
  return findings;
}

function lintAttribute(name: string, value: string): Omit<SvgFinding, 'line'> | undefined {
  if (name.startsWith('xmlns')) return undefined;
  if (!ATTRIBUTES.includes(name)) {
    const instead = name === 'style' ? '. Write a class, or fill="var(--text)"' : '';
    return { code: 'picture-unsafe', message: `The attribute ${name} is left out${instead}` };
  }
  if (referenceIn(name, value) === 'elsewhere')
    return { code: 'picture-unsafe', message: `${name}="${value.slice(0, 60)}" leads out of the picture` };
  if (COLOURS.includes(name) && !THEME_COLOUR.test(value.trim())) {
    const message = `${name}="${value.slice(0, 40)}" is the same in both themes. Write currentColor, a class, or var(--text)`;
    return { code: 'picture-colour', message };
  }
  return undefined;
}

function optionsFor(prefix: string): sanitizeHtml.IOptions {
  return {
    allowedTags: [...ELEMENTS],
    allowedAttributes: { '*': [...ATTRIBUTES] },
    allowedSchemes: [],
    allowProtocolRelative: false,
    // What is left out goes with everything in it.
    nonTextTags: ['script', 'style', 'foreignObject', 'textarea', 'option', 'noscript', 'a', 'metadata'],
    selfClosing: [],
    parser: { xmlMode: true, lowerCaseTags: false, lowerCaseAttributeNames: false },
    transformTags: {
      '*': (tagName, attributes) => ({ tagName, attribs: ownNames(attributes, prefix) }),
    },
  };
}

function ownNames(attributes: sanitizeHtml.Attributes, prefix: string): sanitizeHtml.Attributes {
  const kept = Object.entries(attributes).flatMap(([name, value]): [string, string][] => {
    if (name === 'id') return [[name, `${prefix}-${value}`]];
    const reference = referenceIn(name, value);
    if (reference === 'elsewhere') return [];
    if (reference) return [[name, name === 'href' ? `#${prefix}-${reference.id}` : `url(#${prefix}-${reference.id})`]];
    return [[name, value]];
  });
  return Object.fromEntries(kept);
}
