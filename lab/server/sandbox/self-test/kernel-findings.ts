import { bad, type Finding, ok, warn } from './finding.ts';

/** Whether a kernel has something: built in or loaded, loadable, not at all, or nothing here tells. */
export type KernelPart = 'there' | 'loadable' | 'absent' | 'unknown';

export interface KernelParts {
  readonly release: string;
  readonly ipvs: KernelPart;
  readonly vxlan: KernelPart;
  readonly overlay: KernelPart;
}

/** What the kernel brings for a Swarm. */
export function kernelFindings(kernel: KernelParts): Finding[] {
  return [mesh(kernel), overlayNetworks(kernel), layers(kernel)];
}

function mesh({ ipvs, release }: KernelParts): Finding {
  if (ipvs === 'there') return ok('ipvs', 'The kernel has IPVS: routing mesh and virtual IPs work as in Docker’s own.');
  if (ipvs === 'loadable') {
    return warn(
      'ipvs',
      'IPVS is a module that is not loaded; the kernel loads it by itself when a service needs it, with less fitting settings.',
      'Run: sudo modprobe -a ip_vs ip_vs_rr xt_ipvs, and list them in /etc/modules-load.d/ to keep them.',
    );
  }
  const which = ipvs === 'absent' ? `Kernel ${release} has no IPVS` : `If kernel ${release} has no IPVS`;
  return ok('ipvs', `${which}: the lab’s own mesh carries published ports and virtual IPs.`);
}

function overlayNetworks({ vxlan, release }: KernelParts): Finding {
  if (vxlan === 'absent') {
    const sentence = `Kernel ${release} has no VXLAN: overlay networks carry nothing from node to node.`;
    return bad('vxlan', sentence, 'Use a kernel with VXLAN, such as Debian’s own.');
  }
  if (vxlan === 'unknown')
    return warn('vxlan', `Nothing tells whether kernel ${release} has VXLAN. devcoin-lab doctor --deep tries it.`);
  return ok('vxlan', 'The kernel has VXLAN for overlay networks.');
}

function layers({ overlay, release }: KernelParts): Finding {
  if (overlay !== 'absent') return ok('overlayfs', 'The kernel can stack the layers of images.');
  const sentence = `Kernel ${release} has no overlay file system: a node copies every layer of an image.`;
  return warn('overlayfs', sentence, 'Use a kernel with overlayfs, such as Debian’s own.');
}
