import type { View } from './view.ts';

const SOURCE = /^([a-z][a-z0-9+.-]*:\/\/)?([a-z0-9.-]+(?::\d+)?)(\/.*)?$/i;

/**
 * A content security policy of the app as it fits the preview: hosts of the app are named as the browser knows them, and who
 * may show it in a frame is the lab's to say. Undefined when nothing is left.
 */
export function policyForPreview(policy: string, view: View): string | undefined {
  const directives = policy
    .split(';')
    .map((directive) => directive.trim().split(/\s+/))
    .filter(([name = '']) => name !== '' && !/^(frame-ancestors|upgrade-insecure-requests|sandbox)$/i.test(name))
    .map((words) => words.map((word, at) => (at === 0 ? word : sourceForPreview(word, view))).join(' '));
  return directives.length > 0 ? directives.join('; ') : undefined;
}

function sourceForPreview(source: string, view: View): string {
  const [, scheme = '', host = '', path = ''] = SOURCE.exec(source) ?? [];
  const known = host.includes('.') || host.includes(':') ? view.toPublic(host) : undefined;
  return known === undefined ? source : `${scheme}${known}${path}`;
}

/** Only the lab's pages that asked, and the app itself, may show the preview in a frame. */
export function frameRule({ openers }: Pick<View, 'openers'>): string {
  return ["frame-ancestors 'self'", ...openers].join(' ');
}
