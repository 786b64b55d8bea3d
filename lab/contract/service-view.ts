/** A service of the swarm, as its spec and the manager's word of it say. */

export interface PortView {
  readonly published: number;
  readonly target: number;
  readonly protocol: string;
  readonly mode: 'ingress' | 'host';
}

/** A secret or a config as a file in a service's containers. */
export interface StoredFile {
  readonly name: string;
  /** A path, or a name below /run/secrets. */
  readonly target: string;
}

export interface ServiceView {
  readonly id: string;
  readonly name: string;
  readonly mode: 'replicated' | 'global' | 'replicated-job' | 'global-job';
  /** Tasks asked for; for a global service the number of eligible nodes is not known here. */
  readonly replicas?: number;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly networks: readonly string[];
  readonly ports: readonly PortView[];
  readonly secrets: readonly string[];
  readonly configs: readonly string[];
  /** Where they lie in its containers; absent when it has none. */
  readonly secretFiles?: readonly StoredFile[];
  readonly configFiles?: readonly StoredFile[];
  /** Names that its tasks have on its networks beside their own; absent when there are none. */
  readonly aliases?: readonly string[];
  /** `NAME=value`; absent when there are none. */
  readonly env?: readonly string[];
  readonly constraints?: readonly string[];
  /** Names of the volumes it mounts. */
  readonly volumes?: readonly string[];
  readonly stack?: string;
  readonly updateState?: string;
  readonly version: number;
  readonly createdAt: number;
}
