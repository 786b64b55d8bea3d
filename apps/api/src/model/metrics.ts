import type { ServedBy } from '../config.ts';
import type { Summary } from './summary.ts';

/** What metrics take from a summary. */
export type MetricNumbers = Pick<Summary, 'total' | 'duplicates' | 'rate' | 'miners'>;

/** The numbers in the text format of Prometheus; null stands for a Redis that is away. */
export function toMetrics({ version, node }: ServedBy, numbers: MetricNumbers | null): string {
  const about = labels({ version: version ?? '', node: node ?? '' });
  const lines = [
    ...metric('devcoin_api_info', 'gauge', 'Which version answers, and where.', `${about} 1`),
    ...metric('devcoin_redis_up', 'gauge', 'Whether Redis answers.', ` ${numbers ? 1 : 0}`),
    ...(numbers ? numberLines(numbers) : []),
  ];
  return `${lines.join('\n')}\n`;
}

function numberLines({ total, duplicates, rate, miners }: MetricNumbers): readonly string[] {
  const hashRates = miners.map((miner) => `${labels({ task: miner.task, node: miner.node ?? '' })} ${miner.hashRate}`);
  return [
    ...metric('devcoin_coins_total', 'counter', 'Coins, each job counted once.', ` ${total}`),
    ...metric('devcoin_duplicates_total', 'counter', 'Answers to jobs that had a coin already.', ` ${duplicates}`),
    ...metric('devcoin_coins_per_second', 'gauge', 'Coins a second over the last 10 whole seconds.', ` ${rate}`),
    ...metric('devcoin_miners', 'gauge', 'Miners seen in the last 5 seconds.', ` ${miners.length}`),
    ...metric('devcoin_miner_hashes_per_second', 'gauge', 'What each miner does.', ...hashRates),
  ];
}

function metric(name: string, type: 'counter' | 'gauge', help: string, ...values: readonly string[]): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...values.map((value) => `${name}${value}`)];
}

function labels(values: Readonly<Record<string, string>>): string {
  const escaped = (text: string): string =>
    text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `{${Object.entries(values)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',')}}`;
}
