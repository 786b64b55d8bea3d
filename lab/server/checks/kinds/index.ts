import type { CheckKind } from '../../../contract/index.ts';
import type { Kind } from '../finding.ts';
import { answer } from './answer.ts';
import { container } from './container.ts';
import { file } from './file.ts';
import { http } from './http.ts';
import { image } from './image.ts';
import { network } from './network.ts';
import { node } from './node.ts';
import { power } from './power.ts';
import { resolve } from './resolve.ts';
import { service } from './service.ts';
import { swarm } from './swarm.ts';
import { task } from './task.ts';

/** The judge of every kind of check. */
export const KINDS = {
  answer,
  container,
  file,
  http,
  image,
  network,
  node,
  power,
  resolve,
  service,
  swarm,
  task,
} satisfies {
  [K in CheckKind]: Kind<K>;
};
