import { EngineRefusal } from '../../../engine-api.ts';

/** The sentences are the real engine's (measured, or from the sources of moby and swarmkit). */
const NO_LEADER =
  "rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few managers are online. Make sure more than half of the managers are online.";

export const noLeader = () => new EngineRefusal(500, NO_LEADER);
/** What `docker info` says of a swarm without a leader. */
export const NO_LEADER_SENTENCE = NO_LEADER;

export const notInSwarm = () =>
  new EngineRefusal(
    503,
    'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
  );

export const onlyWorker = () =>
  new EngineRefusal(
    503,
    "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.",
  );

export const alreadyInSwarm = () =>
  new EngineRefusal(
    503,
    'This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.',
  );

export const notPartOfSwarm = () => new EngineRefusal(503, 'This node is not part of a swarm');

/** A call that the managers understood and refuse. */
export const failedPrecondition = (sentence: string) =>
  new EngineRefusal(400, `rpc error: code = FailedPrecondition desc = ${sentence}`);

export const invalidArgument = (sentence: string) =>
  new EngineRefusal(400, `rpc error: code = InvalidArgument desc = ${sentence}`);

export const alreadyExists = (sentence: string) =>
  new EngineRefusal(409, `rpc error: code = AlreadyExists desc = ${sentence}`);

export const conflict = (sentence: string) => new EngineRefusal(409, sentence);

export const notFound = (sentence: string) => new EngineRefusal(404, sentence);
