import { LabError } from '../../../../contract/index.ts';
import { type EngineEvent, EngineRefusal, type NodeEngine } from '../../engine-api.ts';
import {
  asManager,
  configAnswer,
  containerAnswer,
  imageAnswer,
  infoAnswer,
  type Machine,
  networkAnswer,
  networksOf,
  nodeAnswer,
  type Swarm,
  serviceAnswer,
  storedAnswer,
  taskAnswer,
} from './model/index.ts';
import { type Site, until } from './site.ts';

/** The engine of a simulated machine. */
export function createNodeEngine(site: Site, machine: Machine): NodeEngine {
  /** An engine that is off refuses at once; a frozen one answers when it thaws. */
  async function ask<T>(signal: AbortSignal, answer: () => T): Promise<T> {
    signal.throwIfAborted();
    if (machine.power === 'paused') await until(site, () => machine.power !== 'paused', signal);
    if (machine.power !== 'running')
      throw new LabError('nodeDown', `The Docker engine of ${machine.name} does not answer: the node is off.`);
    return answer();
  }
  const asSwarm = <T>(signal: AbortSignal, read: (swarm: Swarm) => T): Promise<T> =>
    ask(signal, () => read(asManager(machine).swarm));

  return {
    info: (signal) => ask(signal, () => infoAnswer(machine)),
    swarm: (signal) =>
      asSwarm(signal, (s) => ({ ID: s.id, JoinTokens: { Manager: s.tokens.manager, Worker: s.tokens.worker } })),
    nodes: (signal) => asSwarm(signal, (s) => [...s.members.values()].map((m) => nodeAnswer(s, m))),
    services: (signal) => asSwarm(signal, (s) => [...s.services.values()].map(serviceAnswer)),
    tasks: (signal) => asSwarm(signal, (s) => [...s.tasks.values()].map(taskAnswer)),
    containers: (signal) =>
      ask(signal, () => [...machine.containers.values()].map((c) => containerAnswer(c, networksOf(machine)))),
    image: (reference, signal) => ask(signal, () => imageAnswer(reference)),
    networks: (signal) => ask(signal, () => networksOf(machine).map(networkAnswer)),
    // Simulated programs write nothing.
    serviceLogs: (_service, signal) => asSwarm(signal, () => []),
    secrets: (signal) => asSwarm(signal, (s) => [...s.secrets.values()].map(storedAnswer)),
    configs: (signal) => asSwarm(signal, (s) => [...s.configs.values()].map(configAnswer)),
    exec: (_, __, signal) => ask(signal, refuseExec),
    events: (signal) => streamEvents(site, machine, signal),
  };
}

/** Containers of practice nodes have programs that run, and no others. */
function refuseExec(): never {
  throw new EngineRefusal(501, 'The practice nodes of the demonstration run no further programs in containers.');
}

/** Events until the signal, or until the machine goes off; the iteration then just ends. */
function streamEvents(site: Site, machine: Machine, signal: AbortSignal): AsyncIterable<EngineEvent> {
  const waiting: EngineEvent[] = [];
  let isOver = signal.aborted;
  let wake = () => {};
  const end = () => {
    isOver = true;
    stopEvents();
    stopPower();
    signal.removeEventListener('abort', end);
    wake();
  };
  const stopEvents = site.onEvent(machine, (event) => {
    waiting.push(event);
    wake();
  });
  const stopPower = site.onPower(machine, (power) => power === 'stopped' && end());
  signal.addEventListener('abort', end, { once: true });
  if (isOver) end();
  async function* read(): AsyncGenerator<EngineEvent> {
    if (machine.power !== 'running' && machine.power !== 'paused') {
      end();
      throw new LabError('nodeDown', `The Docker engine of ${machine.name} does not answer: the node is off.`);
    }
    try {
      for (;;) {
        const event = waiting.shift();
        if (event && !signal.aborted) yield event;
        else if (isOver) return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      end();
    }
  }
  return read();
}
