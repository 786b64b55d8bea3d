import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kernelFindings } from './kernel-findings.ts';
import { partOf, readKernelParts } from './kernel-parts.ts';

const LIST =
  'kernel/net/netfilter/ipvs/ip_vs.ko.xz: kernel/lib/libcrc32c.ko.xz\nkernel/drivers/net/vxlan/vxlan.ko.xz:\n';

describe('what a kernel has', () => {
  const words = { module: 'ip_vs', option: 'CONFIG_IP_VS', loadable: undefined, builtin: undefined, config: undefined };

  it.each([
    ['there', { builtin: 'kernel/net/netfilter/ipvs/ip_vs.ko\n' }],
    ['there', { config: 'CONFIG_IP_VS=y\n' }],
    ['loadable', { loadable: LIST }],
    ['absent', { loadable: 'kernel/net/netfilter/ipvs/ip_vs_rr.ko:\n' }],
    ['absent', { config: '# CONFIG_IP_VS is not set\nCONFIG_IP_VS_RR=y\n' }],
    ['absent', { config: 'CONFIG_IP_VS=m\n' }],
    ['unknown', {}],
  ] as const)('is %s by %j', (part, known) => {
    expect(partOf({ ...words, ...known })).toBe(part);
  });
});

describe('reading a kernel’s own files', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'devcoin-lab-kernel-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('knows nothing where there is nothing', async () => {
    expect(await readKernelParts('6.1', root)).toEqual({
      release: '6.1',
      ipvs: 'unknown',
      vxlan: 'unknown',
      overlay: 'unknown',
    });
  });

  it('puts what is loaded before what the lists say', async () => {
    await mkdir(join(root, 'sys', 'module', 'overlay'), { recursive: true });
    await mkdir(join(root, 'lib', 'modules', '6.1'), { recursive: true });
    await writeFile(join(root, 'lib', 'modules', '6.1', 'modules.dep'), LIST);
    expect(await readKernelParts('6.1', root)).toMatchObject({ ipvs: 'loadable', vxlan: 'loadable', overlay: 'there' });
  });

  it('reads the packed configuration of the running kernel', async () => {
    await mkdir(join(root, 'proc'));
    await writeFile(join(root, 'proc', 'config.gz'), gzipSync('CONFIG_VXLAN=y\n# CONFIG_IP_VS is not set\n'));
    expect(await readKernelParts('6.1', root)).toMatchObject({ ipvs: 'absent', vxlan: 'there' });
  });
});

describe('what a kernel’s parts mean for a swarm', () => {
  const states = (ipvs: 'there' | 'absent', vxlan: 'there' | 'absent'): Record<string, string> =>
    Object.fromEntries(
      kernelFindings({ release: '6.1', ipvs, vxlan, overlay: 'there' }).map(({ id, state }) => [id, state]),
    );

  it('is all well with IPVS and VXLAN', () => {
    expect(states('there', 'there')).toEqual({ ipvs: 'ok', vxlan: 'ok', overlayfs: 'ok' });
  });

  it('is a failure without VXLAN; without IPVS the lab’s own mesh does its work', () => {
    expect(states('absent', 'absent')).toMatchObject({ ipvs: 'ok', vxlan: 'bad' });
    const [mesh] = kernelFindings({ release: '6.1', ipvs: 'absent', vxlan: 'there', overlay: 'there' });
    expect(mesh?.sentence).toBe('Kernel 6.1 has no IPVS: the lab’s own mesh carries published ports and virtual IPs.');
  });
});
