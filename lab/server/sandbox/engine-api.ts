/**
 * What the lab asks of a node's Docker engine, and the parts of the Engine API's answers that it reads
 * (https://docs.docker.com/reference/api/engine/). Field names are Docker's.
 */
export interface EngineInfo {
  readonly Name: string;
  readonly ServerVersion: string;
  readonly Swarm: {
    readonly NodeID: string;
    readonly NodeAddr: string;
    readonly LocalNodeState: 'inactive' | 'pending' | 'active' | 'error' | 'locked';
    readonly ControlAvailable: boolean;
    readonly Error: string;
    readonly Cluster?: { readonly ID: string } | null;
    /** The managers that the node knows; workers have this too. */
    readonly RemoteManagers?: readonly { readonly NodeID: string; readonly Addr: string }[] | null;
  };
}

export interface EngineEvent {
  readonly Type: string;
  readonly Action: string;
  readonly scope?: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  readonly timeNano: number;
}

interface Versioned {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
}

export interface EngineSwarmNode extends Versioned {
  readonly Spec: {
    readonly Role: 'manager' | 'worker';
    readonly Availability: 'active' | 'pause' | 'drain';
    readonly Labels?: Record<string, string>;
  };
  readonly Description: { readonly Hostname: string };
  readonly Status: {
    readonly State: 'ready' | 'down' | 'unknown' | 'disconnected';
    readonly Message?: string;
    readonly Addr?: string;
  };
  readonly ManagerStatus?: {
    readonly Leader?: boolean;
    readonly Reachability: 'reachable' | 'unreachable' | 'unknown';
    readonly Addr: string;
  } | null;
}

/** Where a secret or config lies in the container. */
export interface EngineStoredFile {
  readonly Name: string;
}

export interface EngineService extends Versioned {
  readonly Spec: {
    readonly Name: string;
    readonly Labels?: Record<string, string>;
    readonly Mode: {
      readonly Replicated?: { readonly Replicas?: number };
      readonly Global?: object;
      readonly ReplicatedJob?: object;
      readonly GlobalJob?: object;
    };
    readonly TaskTemplate: {
      readonly ContainerSpec?: {
        readonly Image: string;
        readonly Command?: string[];
        readonly Args?: string[];
        readonly Env?: string[];
        readonly Mounts?: { readonly Type: string; readonly Source?: string; readonly Target: string }[];
        readonly Secrets?: { readonly SecretName: string; readonly File?: EngineStoredFile }[];
        readonly Configs?: { readonly ConfigName: string; readonly File?: EngineStoredFile }[];
      };
      readonly Networks?: { readonly Target: string; readonly Aliases?: string[] }[];
      readonly Placement?: { readonly Constraints?: string[] };
      readonly ForceUpdate?: number;
    };
  };
  readonly Endpoint?: {
    readonly Ports?: {
      readonly PublishedPort?: number;
      readonly TargetPort: number;
      readonly Protocol: string;
      readonly PublishMode?: 'ingress' | 'host';
    }[];
    /** One on each of its networks, with the length of the prefix; none where names lead to the tasks themselves. */
    readonly VirtualIPs?: readonly { readonly NetworkID: string; readonly Addr?: string }[] | null;
  };
  readonly UpdateStatus?: { readonly State?: string };
}

export interface EngineTask extends Versioned {
  readonly ServiceID: string;
  readonly Slot?: number;
  readonly NodeID?: string;
  readonly DesiredState: string;
  /** What it was made by: the service may want something else by now. */
  readonly Spec?: {
    readonly ContainerSpec?: { readonly Image?: string; readonly Configs?: readonly { readonly ConfigName: string }[] };
  };
  readonly Status: {
    readonly Timestamp: string;
    readonly State: string;
    readonly Message?: string;
    readonly Err?: string;
    readonly ContainerStatus?: { readonly ContainerID?: string; readonly ExitCode?: number };
  };
  /** Its addresses, with the length of the prefix; known before it starts. */
  readonly NetworksAttachments?:
    | readonly {
        readonly Network?: { readonly ID: string; readonly Spec?: { readonly Ingress?: boolean } };
        readonly Addresses?: readonly string[] | null;
      }[]
    | null;
}

export interface EngineContainer {
  readonly Id: string;
  readonly Names: string[];
  readonly Image: string;
  readonly State: string;
  readonly Created: number;
  readonly Labels: Record<string, string>;
  /** Its networks by name; those of a container that ended are still listed. */
  readonly NetworkSettings?: {
    readonly Networks?: Readonly<
      Record<string, { readonly NetworkID?: string; readonly IPAddress?: string } | null>
    > | null;
  };
}

export interface EngineImage {
  readonly Id: string;
  /** When it was built: a build that changes nothing leaves it as it was. */
  readonly Created: string;
  readonly RepoDigests?: readonly string[] | null;
  /** When this engine last gave it a name; a build does, also when nothing changed. */
  readonly Metadata?: { readonly LastTagTime?: string };
}

export interface EngineNetwork {
  readonly Id: string;
  readonly Name: string;
  readonly Driver: string;
  readonly Scope: string;
  readonly IPAM?: { readonly Config?: { readonly Subnet?: string }[] | null };
}

export interface EngineStored {
  readonly ID: string;
  readonly CreatedAt: string;
  /** The bytes in base64: configs only, nobody gets those of a secret. */
  readonly Spec: { readonly Name: string; readonly Data?: string };
}

/** How a program in a container ended. */
export interface EngineExec {
  readonly exitCode: number;
  readonly output: string;
}

/** A line that a task of a service wrote to its standard output or error. */
export interface EngineLogLine {
  readonly text: string;
  readonly taskId: string;
  /** The member of the swarm where that task runs or ran. */
  readonly memberId: string;
}

export interface EngineSwarm {
  readonly ID: string;
  readonly JoinTokens: { readonly Manager: string; readonly Worker: string };
}

/** Why an engine refused: the sentence is the engine's own. Anything that is not an answer at all is another error. */
export class EngineRefusal extends Error {
  readonly status: number;

  constructor(status: number, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'EngineRefusal';
    this.status = status;
  }
}

/**
 * A node's Docker engine. Every call ends with its signal; a node that is off or stuck makes a call fail, never hang
 * past the signal. Answers the engine refuses throw EngineRefusal.
 */
export interface NodeEngine {
  info(signal: AbortSignal): Promise<EngineInfo>;
  swarm(signal: AbortSignal): Promise<EngineSwarm>;
  nodes(signal: AbortSignal): Promise<readonly EngineSwarmNode[]>;
  services(signal: AbortSignal): Promise<readonly EngineService[]>;
  tasks(signal: AbortSignal): Promise<readonly EngineTask[]>;
  /** Containers in any state. */
  containers(signal: AbortSignal): Promise<readonly EngineContainer[]>;
  networks(signal: AbortSignal): Promise<readonly EngineNetwork[]>;
  /** An image by its reference; undefined when the engine has none. */
  image(reference: string, signal: AbortSignal): Promise<EngineImage | undefined>;
  secrets(signal: AbortSignal): Promise<readonly EngineStored[]>;
  configs(signal: AbortSignal): Promise<readonly EngineStored[]>;
  /** The newest lines of all tasks of a service, also of those that ended; only managers know them. */
  serviceLogs(service: string, signal: AbortSignal): Promise<readonly EngineLogLine[]>;
  /** Runs a program in a running container to its end. What it writes comes together, cut after 64 KiB. */
  exec(container: string, argv: readonly string[], signal: AbortSignal): Promise<EngineExec>;
  /** Events from now on, until the signal or the end of the engine; the iteration then ends without an error. */
  events(signal: AbortSignal): AsyncIterable<EngineEvent>;
}
