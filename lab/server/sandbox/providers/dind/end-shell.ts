import { LabError } from '../../../../contract/index.ts';
import { mustNameShell } from '../../shells/shell-name.ts';
import type { ExecOutcome, ExecRequest } from './exec.ts';

const MAX_SAID_BYTES = 4096;

/** Ends a named shell in a node; see SandboxNode.endShell. What holds it does that, and knows whether a program runs in front. */
export async function endShell(
  exec: (request: ExecRequest) => Promise<ExecOutcome>,
  name: string,
  { isSure }: { readonly isSure: boolean },
): Promise<'ended' | 'busy'> {
  mustNameShell(name);
  const argv = ['lab-holder', '--end', name, ...(isSure ? ['sure'] : [])];
  const { exitCode, stdout, stderr } = await exec({ argv, limitBytes: MAX_SAID_BYTES });
  if (exitCode === 0) return stdout.toString().trim() === 'busy' ? 'busy' : 'ended';
  throw new LabError('nodeDown', `The shell ${name} did not end: ${stderr.toString().trim()}. Try again.`);
}
