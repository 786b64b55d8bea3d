import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** A line of a miner's log. */
export interface Line {
  readonly msg: string;
  readonly job?: number;
  readonly from?: string;
}

/** What a test sets; the rest is quick and small. */
export interface Settings {
  readonly port: number;
  readonly claimMode?: 'queue' | 'naive';
  readonly hashRate?: number;
  readonly passwordFile?: string;
}

/** A miner as it runs in a container: a process of its own, with its log. */
export class MinerProcess {
  readonly id: string;
  readonly lines: Line[] = [];
  stderr = '';
  readonly #child: ChildProcess;
  readonly #news = new EventEmitter();
  readonly #ended: Promise<number | string>;

  constructor(id: string, settings: Settings) {
    const { port, passwordFile, claimMode = 'queue', hashRate = 5000 } = settings;
    const folder = mkdtempSync(join(tmpdir(), 'miner-test-'));
    const file = join(folder, 'miner.yml');
    const redis = { host: '127.0.0.1', port, ...(passwordFile && { passwordFile }) };
    writeFileSync(file, stringify({ hashRate, difficultyBits: 8, claimMode, logLevel: 'debug', redis }));

    this.id = id;
    this.#child = spawn(process.execPath, [MAIN], { env: { ...process.env, MINER_CONFIG: file, MINER_ID: id } });
    this.#ended = once(this.#child, 'close').then(([code, signal]) => {
      rmSync(folder, { recursive: true });
      return code ?? signal;
    });
    this.#child.stderr?.on('data', (part) => {
      this.stderr += part;
    });
    createInterface({ input: this.#child.stdout ?? process.stdin }).on('line', (text) => {
      const line: Line = JSON.parse(text);
      this.lines.push(line);
      this.#news.emit('line');
    });
  }

  /** The jobs whose coins this miner says Redis has. */
  get coins(): number[] {
    return this.lines.filter((line) => line.msg === 'coin').map((line) => line.job ?? 0);
  }

  /** Waits for a line with this message, from the line numbered `after` on. */
  async says(msg: string, after = 0): Promise<Line> {
    for (;;) {
      const line = this.lines.slice(after).find((each) => each.msg === msg);
      if (line) return line;
      await once(this.#news, 'line');
    }
  }

  /** Waits for so many coins more than there are now. */
  async finds(more: number): Promise<void> {
    const enough = this.coins.length + more;
    while (this.coins.length < enough) await once(this.#news, 'line');
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** The exit code, or the signal that ended it. */
  ended(): Promise<number | string> {
    return this.#ended;
  }
}
