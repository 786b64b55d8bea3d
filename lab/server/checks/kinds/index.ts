import type { CheckKind } from '../../../contract/index.ts';
import type { Kind } from '../finding.ts';
import { answer } from './answer.ts';
import { cloud } from './cloud.ts';
import { config } from './config.ts';
import { container } from './container.ts';
import { context } from './context.ts';
import { exec } from './exec.ts';
import { file } from './file.ts';
import { http } from './http.ts';
import { image } from './image.ts';
import { inspect } from './inspect.ts';
import { log } from './log.ts';
import { metric } from './metric.ts';
import { network } from './network.ts';
import { node } from './node.ts';
import { power } from './power.ts';
import { registry } from './registry.ts';
import { resolve } from './resolve.ts';
import { secret } from './secret.ts';
import { service } from './service.ts';
import { ssh } from './ssh.ts';
import { stack } from './stack.ts';
import { swarm } from './swarm.ts';
import { task } from './task.ts';
import { tried } from './tried.ts';
import { yaml } from './yaml.ts';

/** The judge of every kind of check. */
export const KINDS = {
  answer,
  cloud,
  config,
  container,
  context,
  exec,
  file,
  http,
  image,
  inspect,
  log,
  metric,
  network,
  node,
  power,
  registry,
  resolve,
  secret,
  service,
  ssh,
  stack,
  swarm,
  task,
  tried,
  yaml,
} satisfies {
  [K in CheckKind]: Kind<K>;
};
