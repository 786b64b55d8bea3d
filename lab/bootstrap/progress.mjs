/**
 * Shows work that takes time: a live line on a terminal, plain lines elsewhere, and the durations at the end.
 * Shared by the bootstrap and the command, so it is plain JavaScript.
 *
 * @typedef {{ title: string, ms: number, note?: string }} Row
 * @typedef {{ isTTY?: boolean, columns?: number, write(text: string): unknown }} Screen
 */

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
/** Work that is done sooner is not worth a line of its own. */
const QUIET_MS = 1000;
/** Without a terminal, work that goes on says so this often, and news no closer than this. */
const PLAIN_MS = 15_000;
const NEWS_MS = 2000;

/** A duration as a person reads it: 0.4 s, 12 s, 3 min 20 s. @param {number} ms */
export function duration(ms) {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The rows as a table with the total below. @param {readonly Row[]} rows @returns {string} */
export function durationTable(rows) {
  const all = [...rows, { title: 'Total', ms: rows.reduce((sum, row) => sum + row.ms, 0), note: '' }];
  const cells = all.map((row) => [row.title, duration(row.ms), row.note ?? '']);
  const width = (/** @type {number} */ i) => Math.max(...cells.map((cell) => cell[i]?.length ?? 0));
  const [first, second] = [width(0), width(1)];
  return cells
    .map(([title = '', time = '', note = '']) =>
      `  ${title.padEnd(first)}  ${time.padStart(second)}  ${note}`.trimEnd(),
    )
    .join('\n');
}

/**
 * A progress display onto a screen. `now` gives milliseconds. Several steps may go on at once.
 * @param {{ screen: Screen, now: () => number }} options
 */
export function createProgress({ screen, now }) {
  /** @type {Row[]} */
  const rows = [];
  const begin = screen.isTTY ? liveLine(screen, now) : plainLines(screen, now);
  return {
    rows,
    /**
     * Does a piece of work and shows it while it lasts; `say` tells the detail, `note` stays in the table.
     * @template T
     * @param {string} title
     * @param {(say: (detail: string) => void, note: (text: string) => void) => Promise<T> | T} work
     * @returns {Promise<T>}
     */
    async step(title, work) {
      const since = now();
      const line = begin(title, since);
      /** @type {Row} */
      const row = { title, ms: 0 };
      const end = (/** @type {boolean} */ ok) => {
        row.ms = now() - since;
        line.end();
        if (!ok || row.ms >= QUIET_MS) screen.write(endText(ok, row));
      };
      try {
        const result = await work(line.say, (text) => {
          row.note = text;
        });
        end(true);
        rows.push(row);
        return result;
      } catch (error) {
        end(false);
        throw error;
      }
    },
  };
}

/** @param {boolean} ok @param {Row} row */
function endText(ok, row) {
  return `${ok ? '✓' : '✗'} ${row.title}  ${duration(row.ms)}${row.note ? `  ${row.note}` : ''}\n`;
}

/** @param {string} text */
const firstLine = (text) => text.split('\n')[0] ?? '';

/** One line that is drawn again and again, for all that goes on. @param {Screen} screen @param {() => number} now */
function liveLine(screen, now) {
  /** @type {Set<{ title: string, since: number, detail: string }>} */
  const active = new Set();
  let frame = 0;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const draw = () => {
    const parts = [...active].map(({ title, since, detail }) => {
      const spent = now() - since;
      return [title, spent >= QUIET_MS ? duration(spent) : '', detail].filter(Boolean).join('  ');
    });
    const text = `${FRAMES[frame++ % FRAMES.length]} ${parts.join('  ·  ')}`;
    screen.write(`\r\u001b[K${text.slice(0, (screen.columns ?? 80) - 1)}`);
  };
  return (/** @type {string} */ title, /** @type {number} */ since) => {
    const entry = { title, since, detail: '' };
    active.add(entry);
    timer ??= setInterval(draw, FRAME_MS);
    return {
      say: (/** @type {string} */ text) => {
        entry.detail = firstLine(text);
      },
      end: () => {
        active.delete(entry);
        screen.write('\r\u001b[K');
        if (active.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      },
    };
  };
}

/** Lines one below the other, for logs. @param {Screen} screen @param {() => number} now */
function plainLines(screen, now) {
  return (/** @type {string} */ title, /** @type {number} */ since) => {
    let detail = '';
    let told = '';
    let toldAt = since;
    const tell = () => {
      told = detail;
      toldAt = now();
      screen.write(`… ${title}${detail && `: ${detail}`} (${duration(now() - since)})\n`);
    };
    let timer = setTimeout(function again() {
      tell();
      timer = setTimeout(again, PLAIN_MS);
    }, QUIET_MS);
    return {
      say: (/** @type {string} */ text) => {
        detail = firstLine(text);
        if (now() - toldAt >= NEWS_MS && detail !== told) tell();
      },
      end: () => clearTimeout(timer),
    };
  };
}
