import type { CheckKind } from '../../../contract/index.ts';
import type { Kind } from '../finding.ts';
import { answer } from './answer.ts';
import { container } from './container.ts';
import { file } from './file.ts';
import { node } from './node.ts';
import { power } from './power.ts';
import { service } from './service.ts';
import { swarm } from './swarm.ts';
import { task } from './task.ts';

/** The judge of every kind of check. */
export const KINDS = { answer, container, file, node, power, service, swarm, task } satisfies {
  [K in CheckKind]: Kind<K>;
};
