import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { KernelPart, KernelParts } from './kernel-findings.ts';

const unzip = promisify(gunzip);

/** What the kernel's own files say; `root` stands for the machine's root folder. */
export async function readKernelParts(release: string, root = '/'): Promise<KernelParts> {
  const modules = join(root, 'lib', 'modules', release);
  const [loadable, builtin, config] = await Promise.all([
    textOf(join(modules, 'modules.dep')),
    textOf(join(modules, 'modules.builtin')),
    kernelConfig(release, root),
  ]);
  const part = (module: string, option: string): KernelPart => {
    if (existsSync(join(root, 'sys', 'module', module))) return 'there';
    return partOf({ module, option, loadable, builtin, config });
  };
  return {
    release,
    ipvs: part('ip_vs', 'CONFIG_IP_VS'),
    vxlan: part('vxlan', 'CONFIG_VXLAN'),
    overlay: part('overlay', 'CONFIG_OVERLAY_FS'),
  };
}

interface Words {
  readonly module: string;
  readonly option: string;
  readonly loadable: string | undefined;
  readonly builtin: string | undefined;
  readonly config: string | undefined;
}

/** Reads the lists of modules and the kernel's configuration, of which a machine may have neither. */
export function partOf({ module, option, loadable, builtin, config }: Words): KernelPart {
  const file = new RegExp(`(^|/)${module.replaceAll('_', '[_-]')}\\.ko`, 'm');
  if (builtin && file.test(builtin)) return 'there';
  if (loadable && file.test(loadable)) return 'loadable';
  const value = config && new RegExp(`^${option}=(.)$`, 'm').exec(config)?.[1];
  if (value === 'y') return 'there';
  // A module that the configuration promises but no list has is not installed.
  return config || loadable ? 'absent' : 'unknown';
}

async function kernelConfig(release: string, root: string): Promise<string | undefined> {
  const running = await bytesOf(join(root, 'proc', 'config.gz'));
  if (running) return (await unzip(running)).toString();
  return textOf(join(root, 'boot', `config-${release}`));
}

async function textOf(path: string): Promise<string | undefined> {
  return (await bytesOf(path))?.toString();
}

async function bytesOf(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(code)) return undefined;
    throw error;
  }
}
