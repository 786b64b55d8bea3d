import type { Logger as Log } from 'pino';
import { LabError } from '../../contract/index.ts';
import type { Sandbox } from '../sandbox/index.ts';
import { realClock } from './clock.ts';
import { ShellTerminal } from './shell-terminal.ts';
import type { TapMaker } from './tap.ts';
import type { Terminal } from './viewer.ts';

/** The terminals of a sandbox: one for each node and shell name. */
export interface Terminals {
  /** The same terminal every time. Throws LabError unknownNode. */
  terminal(node: string, shell: string): Terminal;
  /** Lets go of all shells; they live on in their nodes. */
  close(): void;
}

/** Terminals onto the shells of a sandbox's nodes; each shell opens when it is first needed. */
export function openTerminals(o: { sandbox: Sandbox; log: Log; now: () => number; taps?: TapMaker }): Terminals {
  const open = new Map<string, ShellTerminal>();
  return {
    terminal(nodeName, shell) {
      const key = `${nodeName}/${shell}`;
      const known = open.get(key);
      if (known) return known;
      const node = o.sandbox.nodes.find((candidate) => candidate.name === nodeName);
      if (!node) {
        const names = o.sandbox.nodes.map((candidate) => candidate.name).join(', ');
        throw new LabError('unknownNode', `There is no node ${JSON.stringify(nodeName)} here. The nodes are ${names}.`);
      }
      const taps = o.taps ? { taps: o.taps } : {};
      const terminal = new ShellTerminal({ node, shell, log: o.log, clock: realClock(o.now), ...taps });
      open.set(key, terminal);
      return terminal;
    },
    close() {
      for (const terminal of open.values()) terminal.close();
      open.clear();
    },
  };
}
