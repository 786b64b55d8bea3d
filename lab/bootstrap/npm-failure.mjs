/**
 * Why npm failed, as sentences for the person in front of it.
 * @type {readonly { readonly when: RegExp, readonly sentence: string }[]}
 */
const CAUSES = [
  {
    when: /ENOSPC/,
    sentence: 'The disk is full. The packages take about 600 MB; free some space, then run the same command again.',
  },
  {
    when: /SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF|UNABLE_TO_GET_ISSUER|CERT_/,
    sentence:
      'The certificate of the package registry is not trusted here. If your network has its own certificate authority, name its file in NODE_EXTRA_CA_CERTS and run the same command again.',
  },
  {
    when: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network/i,
    sentence:
      'The package registry could not be reached. Check the network (behind a proxy: npm config set proxy and https-proxy), then run the same command again; what came already is kept.',
  },
  {
    when: /EACCES|EPERM|EROFS/,
    sentence:
      'This folder cannot be written. Own it (sudo chown -R "$USER" .) or copy it to a place of yours, then run the same command again.',
  },
  {
    when: /EUSAGE|can only install packages when/,
    sentence:
      'package.json and package-lock.json do not fit each other. In an unchanged checkout: git checkout package.json package-lock.json lab/package.json. After an edit: npm install.',
  },
  {
    when: /E404|ETARGET|notarget/,
    sentence:
      'The registry does not have a package of package-lock.json. If npm is set to a mirror, the mirror may lag.',
  },
];

/** The sentence for what npm wrote. @param {string} output @returns {string} */
export function npmFailure(output) {
  return (
    CAUSES.find((cause) => cause.when.test(output))?.sentence ??
    'npm gave no cause that is known; its last lines are above.'
  );
}
