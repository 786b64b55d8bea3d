/** The cookie that says which preview the second port shows. */
export const PREVIEW_COOKIE = 'devcoin_lab_preview';
/** The lab's own cookies begin so. On the second port the browser sends them along: cookies do not know ports. */
const LABS_OWN = /^devcoin_lab_/i;

/** A Cookie header without the lab's own; undefined when nothing is left. */
export function withoutLabCookies(header: string | undefined): string | undefined {
  const kept = header?.split(';').filter((part) => !LABS_OWN.test(part.trim()));
  return kept && kept.length > 0 ? kept.map((part) => part.trim()).join('; ') : undefined;
}

/**
 * A cookie of the app as the preview's own: for no other host (no Domain), and, as the lab speaks plain HTTP, without Secure
 * and what needs it. Undefined when it has a name of the lab's own.
 */
export function cookieForPreview(setCookie: string, isSecure: boolean): string | undefined {
  const [pair = '', ...attributes] = setCookie.split(';').map((part) => part.trim());
  if (LABS_OWN.test(pair)) return undefined;
  const kept = attributes.filter((attribute) => {
    const [name = '', value = ''] = attribute.toLowerCase().split('=');
    if (name.trim() === 'domain') return false;
    if (isSecure) return true;
    return !['secure', 'partitioned'].includes(name.trim()) && !(name.trim() === 'samesite' && value.trim() === 'none');
  });
  return [pair, ...kept].join('; ');
}

/** The key in the cookie of the second port. */
export function readPreviewCookie(header: string | undefined): string | undefined {
  const pairs = header?.split(';').map((part) => part.trim().split('=')) ?? [];
  return pairs.find(([name]) => name === PREVIEW_COOKIE)?.[1];
}
