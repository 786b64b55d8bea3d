import Docker from 'dockerode';
import { EXEC_LIMIT_MS, runIn } from './run-in.ts';

/** The start script of a node without its care: dockerd starts its own containerd and loses the second that costs. */
const NAIVE_START = `sed '/^start_containerd$/d; s/ --containerd "$containerd_socket"//' /usr/local/bin/lab-node | exec bash`;

/** The same nodes as one would start them by hand: docker run one after another, join one after another. */
export class NaiveNodes {
  readonly #docker: Docker;
  readonly #image: string;
  readonly #seccomp: string;
  readonly #containers: Docker.Container[] = [];
  #network: Docker.Network | undefined;

  constructor(o: { docker: string; image: string; seccomp: string }) {
    this.#docker = new Docker({ socketPath: o.docker });
    this.#image = o.image;
    this.#seccomp = o.seccomp;
  }

  /** Starts the nodes, each when the one before answers; resolves at a prompt on the first. */
  async up(count: number, signal: AbortSignal): Promise<void> {
    this.#network = await this.#docker.createNetwork({ Name: `devcoin-lab-bench-${process.pid}`, Driver: 'bridge' });
    for (let i = 1; i <= count; i++) {
      const container = await this.#docker.createContainer({
        Image: this.#image,
        Hostname: `node${i}`,
        Entrypoint: ['/usr/bin/tini', '--', 'bash', '-c', NAIVE_START],
        HostConfig: {
          NetworkMode: `devcoin-lab-bench-${process.pid}`,
          CapAdd: ['SYS_ADMIN', 'NET_ADMIN', 'SYS_PTRACE'],
          SecurityOpt: [`seccomp=${this.#seccomp}`, 'apparmor=unconfined'],
          MaskedPaths: [],
          ReadonlyPaths: [],
          CgroupnsMode: 'private',
        } as Docker.HostConfig,
        Volumes: { '/var/lib/docker': {} },
      });
      this.#containers.push(container);
      await container.start();
      await this.#answers(container, signal);
    }
    const [first] = this.#containers;
    if (first) await runIn(first, ['bash', '-ic', 'echo prompt'], signal);
  }

  /** Makes a swarm of them: three managers, the rest workers, one after another. */
  async join(signal: AbortSignal): Promise<void> {
    const [first, ...rest] = this.#containers;
    if (!first) return;
    const address = (await runIn(first, ['hostname', '-i'], signal)).trim();
    await runIn(first, ['docker', 'swarm', 'init', '--advertise-addr', address], signal);
    for (const [i, container] of rest.entries()) {
      const token = (
        await runIn(first, ['docker', 'swarm', 'join-token', '-q', i < 2 ? 'manager' : 'worker'], signal)
      ).trim();
      await runIn(container, ['docker', 'swarm', 'join', '--token', token, `${address}:2377`], signal);
    }
  }

  async down(): Promise<void> {
    await Promise.all(this.#containers.splice(0).map((container) => container.remove({ force: true, v: true })));
    await this.#network?.remove();
  }

  async #answers(container: Docker.Container, signal: AbortSignal): Promise<void> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(EXEC_LIMIT_MS)]);
    await runIn(container, ['bash', '-c', 'until docker version > /dev/null 2>&1; do sleep 0.05; done'], limit);
  }
}
