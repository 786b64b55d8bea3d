import { againstRatio, type Figure, median, quantile } from '../figure.ts';
import { openAnchorShell, openLabShell, withRig } from '../terminal/rig.ts';
import type { ShellReader } from '../terminal/shell-reader.ts';
import { typeKeys } from '../terminal/type-keys.ts';

const ROUNDS = 11;
const KEYS = 200;
/** Both goals of the product: the middle key, and all but the slowest twentieth. */
const AT_MOST = 1.5;

/** How long a key takes to its echo. */
export const terminalEcho: Figure = {
  name: 'terminal echo',
  about:
    'ms from a key to its echo by the kernel of the machine; ours: page, server, shell in a node; theirs: ttyd, shell beside it',
  measure: (context) =>
    withRig(context, 1, async (rig) => {
      const ours = await openLabShell(rig);
      const theirs = await openAnchorShell(rig);
      // The kernel echoes then, as in a program that asks for a name; no shell reads and draws.
      for (const reader of [ours, theirs]) reader.session.write('cat > /dev/null\r');
      const [middleOurs, middleTheirs, slowOurs, slowTheirs]: number[][] = [[], [], [], []];
      const round = async (reader: ShellReader, middle: number[] = [], slow: number[] = []): Promise<string> => {
        const took = await typeKeys(reader, KEYS, rig.signal);
        middle.push(quantile(took, 0.5));
        slow.push(quantile(took, 0.95));
        return `${middle.at(-1)?.toFixed(2)} and ${slow.at(-1)?.toFixed(2)}`;
      };
      for (const reader of [ours, theirs]) await round(reader);
      for (let i = 1; i <= ROUNDS; i++) {
        const [a, b] = [await round(ours, middleOurs, slowOurs), await round(theirs, middleTheirs, slowTheirs)];
        context.say(`round ${i}: p50 and p95 ours ${a} ms, theirs ${b} ms`);
      }
      const against = rig.anchor.name;
      const p50 = {
        name: 'terminal echo p50',
        unit: 'ms',
        ours: median(middleOurs ?? []),
        theirs: median(middleTheirs ?? []),
      };
      const p95 = {
        name: 'terminal echo p95',
        unit: 'ms',
        ours: median(slowOurs ?? []),
        theirs: median(slowTheirs ?? []),
      };
      return [againstRatio({ ...p50, against }, AT_MOST), againstRatio({ ...p95, against }, AT_MOST)];
    }),
};
