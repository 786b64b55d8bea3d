import type { CourseIssue } from '../../contract/index.ts';

/** Everything that `lint` can find, with what it means. */
export const RULES = {
  'no-manifest': { level: 'error', says: 'The folder has no course.yaml.' },
  'not-readable': { level: 'error', says: 'A file cannot be read, is no text, or is larger than 1 MiB.' },
  yaml: { level: 'error', says: 'The YAML has a mistake in its form.' },
  schema: { level: 'error', says: 'A value is missing, unknown or of the wrong kind.' },
  'folder-name': { level: 'error', says: 'The id of the course is not the name of its folder.' },
  'missing-file': { level: 'error', says: 'A module names a step file that is not there.' },
  'unlisted-file': { level: 'warning', says: 'A Markdown file below steps/ is in no module.' },
  'duplicate-id': { level: 'error', says: 'Two steps, modules or nodes have the same name.' },
  'module-order': { level: 'error', says: 'A module starts after one that is not before it.' },
  'no-front-matter': { level: 'error', says: 'A step file does not begin with front matter between two lines of ---.' },
  'unknown-node': { level: 'error', says: 'A block, a check or a link names a node that the course does not have.' },
  'check-says-nothing': { level: 'error', says: 'A check expects nothing, so it would always hold.' },
  'check-answer': { level: 'error', says: 'The parts of an answer check do not fit together.' },
  'settle-and-limit': { level: 'error', says: 'A step must settle for longer than rehearse waits.' },
  'fence-language': { level: 'error', says: 'A fence begins with a word that is no language.' },
  'fence-word': { level: 'error', says: 'A fence has a word that means nothing there.' },
  'fence-node': { level: 'error', says: 'A fence has no node, or more nodes than fit.' },
  'fence-place': { level: 'error', says: 'A block with a button stands in a list, a quote or a note.' },
  'fence-empty': { level: 'error', says: 'A block has nothing in it.' },
  variable: { level: 'error', says: 'A variable has a name that the lab does not know.' },
  container: { level: 'error', says: 'A ::: container has no known name or no end.' },
  link: { level: 'error', says: 'A link to a file or a port of a node does not fit.' },
  'nothing-to-replay': { level: 'error', says: 'Rehearse has no way to make the step green.' },
  'shell-without-node': { level: 'warning', says: 'A shell fence has no node, so it cannot be run.' },
  'picture-missing': { level: 'error', says: 'A picture is not in the folder pictures/ of the course.' },
  'picture-alt': { level: 'error', says: 'A picture has no words for those who do not see it.' },
  'picture-place': { level: 'error', says: 'A picture stands in a line of text, a list, a quote or a note.' },
  'picture-live': { level: 'error', says: 'There is no live picture of that name.' },
  'picture-form': { level: 'error', says: 'A picture is too large, or no SVG, PNG, JPEG or WebP.' },
  'picture-unsafe': { level: 'error', says: 'An SVG has a part that runs, links, styles or is fetched.' },
  'picture-colour': { level: 'warning', says: 'An SVG has a colour that stays the same in both themes.' },
  'heading-level': { level: 'warning', says: 'A heading of the first level: the title of the step is one already.' },
} as const satisfies Readonly<Record<string, { level: CourseIssue['level']; says: string }>>;

export type RuleCode = keyof typeof RULES;

/** Takes down a finding; the line counts from 1. */
export type Report = (code: RuleCode, line: number | undefined, message: string) => void;

/** A Report that puts the findings about one file into a list. */
export function reportOn(file: string, issues: CourseIssue[]): Report {
  return (code, line, message) => {
    issues.push({ level: RULES[code].level, code, message, file, ...(line === undefined ? {} : { line }) });
  };
}
