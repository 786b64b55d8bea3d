import { asManager, findService, type Service, type Swarm, serviceAnswer, type TaskTemplate } from '../model/index.ts';
import { type Call, CliMistake } from './command.ts';
import { inspect } from './template.ts';

const SECOND_NS = 1e9;
/** What the engine fills in where nobody named anything. */
const RESTART_DELAY_MS = 5000;
const UPDATE = { FailureAction: 'pause', Monitor: 5 * SECOND_NS, MaxFailureRatio: 0, Order: 'stop-first' };

/** `docker service inspect` */
export async function inspectServices(call: Call): Promise<number> {
  const { swarm } = asManager(call.session.machine);
  const find = (key: string) => {
    const found = [...swarm.services.values()].some((s) => s.spec.name === key || s.id.startsWith(key));
    if (!found) throw new CliMistake(`Error: no such service: ${key}`);
    return findService(swarm, key);
  };
  if (!call.flags.has('pretty')) return inspect(call, (key) => fullAnswer(swarm, find(key)));
  for (const key of call.args) await call.io.out(pretty(find(key)));
  return 0;
}

function taskTemplate(template: TaskTemplate, known: object): object {
  return {
    ...known,
    Resources: { Limits: {}, Reservations: {} },
    RestartPolicy: {
      Condition: template.restart,
      Delay: ((template.restartDelayMs ?? RESTART_DELAY_MS) / 1000) * SECOND_NS,
      MaxAttempts: 0,
    },
    Placement: template.constraints.length > 0 ? { Constraints: template.constraints } : {},
    ForceUpdate: template.forceUpdate,
    Runtime: 'container',
  };
}

/** The answer of the engine with what learners look up in it beside what the lab reads. */
function fullAnswer(swarm: Swarm, service: Service): object {
  const { Spec, Endpoint, ...rest } = serviceAnswer(service);
  const { spec } = service;
  const EndpointSpec = { Mode: 'vip', ...(spec.ports.length > 0 ? { Ports: Endpoint?.Ports } : {}) };
  const networks = [...(spec.ports.length > 0 ? ['ingress'] : []), ...spec.template.networks];
  const number = [...swarm.services.keys()].indexOf(service.id) * 10 + 2;
  const VirtualIPs = networks.map((key) => {
    const network = [...swarm.networks.values()].find((n) => n.id === key || n.name === key);
    return { NetworkID: network?.id ?? key, Addr: network?.subnet?.replace(/\d+\/(\d+)$/, `${number}/$1`) };
  });
  return {
    ...rest,
    Spec: {
      Name: Spec.Name,
      Labels: Spec.Labels,
      TaskTemplate: taskTemplate(spec.template, Spec.TaskTemplate),
      Mode: Spec.Mode,
      UpdateConfig: { Parallelism: spec.updateParallelism, Delay: (spec.updateDelayMs / 1000) * SECOND_NS, ...UPDATE },
      RollbackConfig: { Parallelism: 1, ...UPDATE },
      EndpointSpec,
    },
    Endpoint: networks.length > 0 ? { Spec: EndpointSpec, Ports: Endpoint?.Ports, VirtualIPs } : { Spec: {} },
    ...(service.update ? { UpdateStatus: { State: service.update.state, Message: service.update.message } } : {}),
  };
}

function pretty(service: Service): string {
  const { spec, update } = service;
  const { template, mode } = spec;
  const lines = [
    `ID:\t\t${service.id}`,
    `Name:\t\t${spec.name}`,
    `Service Mode:\t${mode.kind === 'global' ? 'Global' : 'Replicated'}`,
    ...(mode.kind === 'replicated' ? [` Replicas:\t${mode.replicas}`] : []),
    ...(update ? ['UpdateStatus:', ` State:\t\t${update.state}`, ` Message:\t${update.message}`] : []),
    'Placement:',
    ...(template.constraints.length > 0 ? [` Constraints:\t[${template.constraints.join(' ')}]`] : []),
    'UpdateConfig:',
    ` Parallelism:\t${spec.updateParallelism}`,
    ' On failure:\tpause',
    ' Monitoring Period: 5s',
    ' Max failure ratio: 0',
    ' Update order:      stop-first',
    'ContainerSpec:',
    ` Image:\t\t${template.image}`,
    ...(template.args.length > 0 ? [` Args:\t\t${template.args.join(' ')} `] : []),
    'Resources:',
    'Endpoint Mode:\tvip',
    ...(spec.ports.length > 0 ? ['Ports:', ...spec.ports.map(portLines)] : []),
  ];
  return `${lines.join('\n')}\n\n`;
}

const portLines = ({ published, target, protocol, mode }: Service['spec']['ports'][number]): string =>
  ` PublishedPort = ${published}\n  Protocol = ${protocol}\n  TargetPort = ${target}\n  PublishMode = ${mode}`;
