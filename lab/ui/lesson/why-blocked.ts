import type { NodePower, SandboxView } from '../../contract/index.ts';

/** Why a block cannot be sent to its nodes now, as a sentence; empty when it can. */
export function whyBlocked(o: {
  nodes: readonly string[];
  isLive: boolean;
  sandbox: SandboxView;
  powers: Readonly<Record<string, NodePower | undefined>>;
}): string {
  if (!o.isLive) return 'The page is disconnected. This works again when it is back.';
  if (o.sandbox.state === 'opening') return `${o.sandbox.message} This works as soon as your cluster is there.`;
  if (o.sandbox.state !== 'ready') return 'There is no cluster. Start one first.';
  const unknown = o.nodes.find((name) => !o.sandbox.nodes.some((n) => n.name === name));
  if (unknown) return `This cluster has no ${unknown}.`;
  const spare = o.nodes.find((name) => o.powers[name] === 'spare');
  if (spare) return `${spare} is not created yet. Create it first.`;
  const off = o.nodes.find((name) => o.powers[name] === 'stopped' || o.powers[name] === 'paused');
  if (off) return `${off} is ${o.powers[off]}. ${o.powers[off] === 'paused' ? 'Resume' : 'Start'} it first.`;
  return '';
}
