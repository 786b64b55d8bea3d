/** An instance that the account of a sandbox's cloud has, or had last for that machine. */
export interface CloudInstance {
  readonly machine: string;
  readonly id: string;
  readonly state: 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';
  readonly zone: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly privateAddress: string;
  readonly publicAddress: string;
  /** Names of its security groups. */
  readonly groups: readonly string[];
  /** What these let in from everywhere; -1 for all ports. */
  readonly opens: readonly PortRange[];
  readonly publicKey: string;
  /** The script that it runs when it boots for the first time. */
  readonly userData: string;
}

export interface PortRange {
  /** tcp, udp, icmp, or -1 for all. */
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
}

/** What the account says, all of it. */
export interface CloudFacts {
  readonly instances: readonly CloudInstance[];
  /** Static addresses that were allocated; `machine` is empty while one is not bound. */
  readonly addresses: readonly { readonly address: string; readonly machine: string }[];
}

/** The keys that the lab made up for the account. */
export interface CloudKeys {
  readonly id: string;
  readonly secret: string;
}

/** The cloud of a sandbox, which rents its spares. */
export interface SandboxCloud {
  /** The newest; undefined while it starts. */
  readonly facts: CloudFacts | undefined;
  readonly zones: readonly string[];
  readonly region: string;
  /** Undefined until it started. */
  readonly keys: CloudKeys | undefined;
}
