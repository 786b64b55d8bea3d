import type { CheckKind } from '../../../contract/index.ts';
import type { Kind } from '../finding.ts';
import { answer } from './answer.ts';
import { config } from './config.ts';
import { container } from './container.ts';
import { exec } from './exec.ts';
import { file } from './file.ts';
import { http } from './http.ts';
import { image } from './image.ts';
import { network } from './network.ts';
import { node } from './node.ts';
import { power } from './power.ts';
import { registry } from './registry.ts';
import { resolve } from './resolve.ts';
import { secret } from './secret.ts';
import { service } from './service.ts';
import { stack } from './stack.ts';
import { swarm } from './swarm.ts';
import { task } from './task.ts';
import { yaml } from './yaml.ts';

/** The judge of every kind of check. */
export const KINDS = {
  answer,
  config,
  container,
  exec,
  file,
  http,
  image,
  network,
  node,
  power,
  registry,
  resolve,
  secret,
  service,
  stack,
  swarm,
  task,
  yaml,
} satisfies {
  [K in CheckKind]: Kind<K>;
};
