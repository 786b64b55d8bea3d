import type { ArgsDef } from 'citty';

/** The options of every command that opens a data folder. */
export const dataOptions = {
  data: {
    type: 'string',
    valueHint: 'folder',
    description:
      'Where the lab keeps seats, progress and its log (default: devcoin-lab in your data folder, ~/.local/share)',
  },
  yes: { type: 'boolean', alias: 'y', description: 'Go ahead without asking' },
} as const satisfies ArgsDef;

/** The options of a server. */
export const serverOptions = {
  port: { type: 'string', valueHint: 'number', description: 'Port to listen on (default: 7070)' },
  host: {
    type: 'string',
    valueHint: 'address',
    description: 'Address to listen on (default: 127.0.0.1, this machine only; 0.0.0.0 for all networks)',
  },
  domain: {
    type: 'string',
    valueHint: 'name',
    description: 'Domain for previews of ports: all names below it lead to the lab (default: localhost)',
  },
  'preview-port': {
    type: 'string',
    valueHint: 'number',
    description: 'Port for previews where names do not work (default: one above --port; none for none)',
  },
  seats: { type: 'string', valueHint: 'number', description: 'Learners at once (default: what the memory carries)' },
  commands: {
    type: 'enum',
    options: ['off', 'keep', 'board'],
    valueHint: 'off|keep|board',
    description:
      'What is kept of the commands of learners. keep: in memory, for checks and hints (default); board: the class board shows the last of each, and they are told so; off: nothing',
  },
  recordings: {
    type: 'enum',
    options: ['off', 'on'],
    valueHint: 'off|on',
    description:
      'on: records the terminals of all learners, who are told so (default: off; learners may record themselves)',
  },
  'recording-mb': { type: 'string', valueHint: 'number', description: 'Largest recording, in MB (default: 20)' },
  provider: {
    type: 'enum',
    options: ['dind', 'fake'],
    valueHint: 'dind|fake',
    description: 'dind: real nodes on Docker (default); fake: simulated nodes, no Docker',
  },
} as const satisfies ArgsDef;
