import type { Sandbox, SandboxNode, ShellSize, ShellStream } from '../sandbox/index.ts';
import { type Looks, PageTerminal } from './screen.fixtures.ts';
import type { Attachment, Terminal, Viewer } from './viewer.ts';

/** A page without a browser: shows what it is sent in its order, acknowledges what it has shown, answers what programs ask. */
export class PageViewer implements Viewer {
  readonly page: PageTerminal;
  readonly ends: string[] = [];
  /** A page that lags acknowledges only when it is let. */
  lags = false;
  #attachment: Attachment | undefined;
  #shown: Promise<void> = Promise.resolve();
  #bytes = 0;

  private constructor(size: ShellSize) {
    this.page = new PageTerminal(size);
  }

  /** Looks at a terminal from now on. `answers`: this page answers programs, as the driver's does. */
  static async open(terminal: Terminal, size: ShellSize, o: { answers: boolean }): Promise<PageViewer> {
    const viewer = new PageViewer(size);
    viewer.#attachment = await terminal.attach(viewer, size);
    if (o.answers) viewer.page.onAnswer((bytes) => viewer.type(bytes));
    return viewer;
  }

  get looks(): Looks {
    return this.page.looks;
  }

  send(bytes: Uint8Array): void {
    this.#then(async () => {
      await this.page.show(bytes);
      this.#bytes += bytes.length;
      if (!this.lags) this.ack();
    });
  }

  resized(size: ShellSize): void {
    this.#then(() => this.page.resize(size));
  }

  ended(because: string): void {
    this.ends.push(because);
  }

  type(keys: string | Uint8Array): void {
    this.#attachment?.write(Buffer.from(keys));
  }

  /** Has another size by itself, as when its window is dragged: it shows that at once. */
  resize(size: ShellSize): void {
    this.page.resize(size);
    this.#attachment?.resize(size);
  }

  ack(): void {
    this.#attachment?.ack(this.#bytes);
  }

  leave(): void {
    this.#attachment?.detach();
  }

  /** Resolves when all that came so far is shown. */
  settled(): Promise<void> {
    return this.#shown;
  }

  #then(action: () => void | Promise<void>): void {
    this.#shown = this.#shown.then(action);
  }
}

/** A sandbox whose streams to shells can be cut, as a connection breaks; the shells live on. */
export function cuttable(sandbox: Sandbox): { readonly sandbox: Sandbox; cut(): void } {
  const cuts = new Set<() => void>();
  const nodes = sandbox.nodes.map((node) =>
    instead(node, {
      openShell: async (...given: Parameters<SandboxNode['openShell']>) =>
        cuttableStream(await node.openShell(...given), cuts),
    }),
  );
  return {
    sandbox: instead(sandbox, { nodes }),
    cut: () => {
      for (const cut of [...cuts]) cut();
    },
  };
}

function cuttableStream(stream: ShellStream, cuts: Set<() => void>): ShellStream {
  let ended: (why: 'ended' | 'broken') => void = () => {};
  const cut = () => {
    cuts.delete(cut);
    stream.close();
    ended('broken');
  };
  cuts.add(cut);
  return instead(stream, {
    onEnd: (listener: (why: 'ended' | 'broken') => void) => {
      ended = listener;
      stream.onEnd((why) => {
        cuts.delete(cut);
        listener(why);
      });
    },
    close: () => {
      cuts.delete(cut);
      stream.close();
    },
  });
}

/** The same object with some of its members replaced. */
function instead<T extends object>(object: T, members: Partial<T>): T {
  return new Proxy(object, {
    get: (target, key) => {
      if (key in members) return Reflect.get(members, key);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
