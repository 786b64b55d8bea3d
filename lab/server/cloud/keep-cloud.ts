import { setTimeout as delay } from 'node:timers/promises';
import type { Logger as Log } from 'pino';
import { z } from 'zod';
import type { CloudFacts, CloudKeys, Sandbox, SandboxCloud } from '../sandbox/index.ts';
import { RentedMachine } from './rented-machine.ts';
import { CLOUD_PORT, REGION, ZONES } from './settings.ts';
import { firstNode, keysOf } from './start-cloud.ts';

/** How long a question for news stays open in the node, and how long until the next where there was no answer. */
const WAIT_S = 45;
const GIVE_UP_MS = 60_000;
const AGAIN_MS = 1000;

const range = z.object({ protocol: z.string(), from: z.int(), to: z.int() });
const answerSchema = z.object({
  version: z.int(),
  instances: z.array(
    z.object({
      machine: z.string(),
      id: z.string(),
      state: z.enum(['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated']),
      zone: z.string(),
      tags: z.record(z.string(), z.string()),
      privateAddress: z.string(),
      publicAddress: z.string(),
      groups: z.array(z.string()),
      opens: z.array(range),
      publicKey: z.string(),
      userData: z.string(),
    }),
  ),
  addresses: z.array(z.object({ address: z.string(), machine: z.string() })),
});

export interface KeepCloudOptions {
  readonly sandbox: Sandbox;
  readonly log: Log;
  /** Those of a cloud that was just started; read from the node otherwise. */
  readonly keys?: CloudKeys;
}

/** The cloud of a sandbox as it is followed. */
export interface KeptCloud extends SandboxCloud {
  /** Ends the following; the cloud and its machines live on. */
  close(): void;
}

/** Follows the account of a sandbox's cloud and makes true in the sandbox what it says. */
export function keepCloud(options: KeepCloudOptions): KeptCloud {
  return new Keeper(options);
}

class Keeper implements KeptCloud {
  readonly region = REGION;
  readonly zones = ZONES;
  facts: CloudFacts | undefined;
  keys: CloudKeys | undefined;
  readonly #o: KeepCloudOptions;
  readonly #life = new AbortController();
  readonly #machines = new Map<string, RentedMachine>();

  constructor(options: KeepCloudOptions) {
    this.#o = options;
    this.keys = options.keys;
    void this.#follow();
  }

  close(): void {
    this.#life.abort();
  }

  /** One question at a time, which the simulator answers when something changes. */
  async #follow(): Promise<void> {
    const { signal } = this.#life;
    for (let version = 0; !signal.aborted; ) {
      try {
        this.keys ??= await keysOf(this.#o.sandbox, signal);
        const answer = await this.#ask(version);
        if (answer.version === version) continue;
        version = answer.version;
        this.facts = answer;
        this.#makeTrue(answer);
      } catch (error) {
        if (signal.aborted) return;
        // It starts, or its node is off; what is known of it stays.
        this.#o.log.debug({ err: error }, 'the cloud does not answer');
        await delay(AGAIN_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #ask(after: number): Promise<z.infer<typeof answerSchema>> {
    const url = `http://127.0.0.1:${CLOUD_PORT}/lab/facts?after=${after}&wait=${WAIT_S}`;
    return answerSchema.parse(JSON.parse(await this.#curl([url])));
  }

  async #curl(words: readonly string[]): Promise<string> {
    const signal = AbortSignal.any([this.#life.signal, AbortSignal.timeout(GIVE_UP_MS)]);
    const node = firstNode(this.#o.sandbox);
    const { exitCode, stdout, stderr } = await node.run(
      ['curl', '--silent', '--show-error', '--fail', ...words],
      signal,
    );
    if (exitCode !== 0) throw new Error(stderr.trim() || `curl ended with ${exitCode}`);
    return stdout;
  }

  #makeTrue({ instances, addresses }: CloudFacts): void {
    for (const instance of instances) {
      const staticAddress = addresses.find(({ machine }) => machine === instance.machine)?.address ?? '';
      this.#machine(instance.machine)?.want({ instance, staticAddress });
    }
  }

  #machine(name: string): RentedMachine | undefined {
    const known = this.#machines.get(name);
    const node = this.#o.sandbox.nodes.find((one) => one.name === name);
    if (known || !node) return known;
    const machine = new RentedMachine({
      node,
      log: this.#o.log,
      signal: this.#life.signal,
      arrived: async (asked, failure) => {
        const news = JSON.stringify({ machine: name, asked, ...(failure ? { failure } : {}) });
        await this.#curl(['--data', news, `http://127.0.0.1:${CLOUD_PORT}/lab/arrived`]);
      },
    });
    this.#machines.set(name, machine);
    return machine;
  }
}
