import type { CloudKeys, SandboxNode } from '../../sandbox/index.ts';
import { type Finding, notYet } from '../finding.ts';

/** Files with keys, and what is in them; empty where there is none. */
export interface KeyFiles {
  /** Modes, as in 600. */
  readonly modes: Readonly<Record<string, string>>;
  readonly credentials: string;
  readonly region: string;
  /** The shell's own record of what was typed. */
  readonly history: string;
}

const HANDED_OVER = ['cloud/key-id', 'cloud/secret-key'];
const CREDENTIALS = '.aws/credentials';
const MARK = '---lab---';

/** Prints modes, then the files one after another. */
const PRINT = `cd; stat -c '%a %n' ${HANDED_OVER.join(' ')} ${CREDENTIALS} 2>/dev/null
for file in ${CREDENTIALS} .aws/config .bash_history; do echo '${MARK}'; [ -f "$file" ] && tail -c 60000 "$file"; done; true`;

/** Reads them in one go. */
export async function readKeyFiles(node: SandboxNode, signal: AbortSignal): Promise<KeyFiles> {
  const { stdout } = await node.run(['sh', '-c', PRINT], signal);
  const [modes = '', credentials = '', config = '', history = ''] = stdout.split(`${MARK}\n`);
  const lines = modes.split('\n').filter(Boolean);
  return {
    modes: Object.fromEntries(lines.map((line) => [line.split(' ')[1] ?? '', line.split(' ')[0] ?? ''])),
    credentials,
    region: /^\s*region\s*=\s*(\S+)/m.exec(config)?.[1] ?? '',
    history,
  };
}

const settingIn = (text: string, key: string): string =>
  new RegExp(`^\\s*${key}\\s*=\\s*(.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';

/** What is wrong with the keys of the account on a node, the most dangerous first. */
export function keysLack(files: KeyFiles, right: CloudKeys): Finding | undefined {
  if (files.history.includes(right.secret))
    return notYet(
      'The secret is in the history of the shell: whoever reads ~/.bash_history has it.',
      'Take the line out of ~/.bash_history, and hand the secret on as "$(cat ~/cloud/secret-key)".',
    );
  const open = [...HANDED_OVER, CREDENTIALS].find((file) => files.modes[file] && files.modes[file] !== '600');
  if (open)
    return notYet(
      `~/${open} has mode ${files.modes[open]}: others than its owner may read it.`,
      `chmod 600 ~/${open} leaves it to its owner.`,
    );
  if (files.credentials.trim() === '')
    return notYet('There is no ~/.aws/credentials: the aws command has no keys yet.');
  const id = settingIn(files.credentials, 'aws_access_key_id');
  const secret = settingIn(files.credentials, 'aws_secret_access_key');
  if (/^(AKIA|ASIA)/.test(id))
    return notYet(
      'The key in ~/.aws/credentials looks like one of a real AWS account.',
      'Take it off this machine. The key of the lab is in ~/cloud/key-id.',
    );
  if (id !== right.id) return notYet('The key id in ~/.aws/credentials is not the one in ~/cloud/key-id.');
  if (secret !== right.secret) return notYet('The secret in ~/.aws/credentials is not the one in ~/cloud/secret-key.');
  return undefined;
}
