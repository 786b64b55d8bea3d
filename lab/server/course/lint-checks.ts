import type { Check, CheckOf } from '../../contract/index.ts';
import type { RuleCode } from './rules.ts';

type ReportCheck = (code: RuleCode, index: number, key: string, message: string) => void;

/** Keys that say which check it is, not what it expects. */
const NAMING: readonly string[] = ['kind', 'title', 'hint', 'node', 'service', 'path', 'among'];

/** Finds what the schema of checks cannot: nodes that are not there, checks that always hold. */
export function lintChecks(checks: readonly Check[], nodes: readonly string[], report: ReportCheck): void {
  for (const [index, check] of checks.entries()) {
    const of = (key: string): string => `checks[${index}].${key}`;
    for (const [key, name] of namedNodes(check)) {
      if (!nodes.includes(name))
        report('unknown-node', index, key, `${of(key)}: the course has no node ${name}. It has ${nodes.join(', ')}`);
    }
    if (check.kind === 'answer')
      lintAnswer(check, (key, message) => report('check-answer', index, key, `${of(key)}: ${message}`));
    else if (expectsNothing(check)) {
      report(
        'check-says-nothing',
        index,
        'kind',
        `checks[${index}]: expects nothing, so it would always hold. Say what must be so`,
      );
    }
  }
}

function namedNodes(check: Check): [key: string, node: string][] {
  if (check.kind === 'node') return check.node.map((name) => ['node', name]);
  if (check.kind === 'task') return (check.notOn ?? []).map((name) => ['notOn', name]);
  if (check.kind === 'answer') return check.expect.node ? [['expect', check.expect.node]] : [];
  if (check.kind === 'tried') return check.node === 'any' ? [] : [['node', check.node]];
  if (check.kind === 'http') return check.node.map((name) => ['node', name]);
  const named: [string, string][] = 'node' in check && check.node ? [['node', check.node]] : [];
  if (check.kind === 'registry' && check.sameOn) return [...named, ['sameOn', check.sameOn]];
  if (check.kind === 'config') return check.equalsFile ? [['equalsFile', check.equalsFile.node]] : [];
  return check.kind === 'resolve'
    ? [...named, ...(check.to ?? []).map((name): [string, string] => ['to', name])]
    : named;
}

function expectsNothing(check: Check): boolean {
  return Object.entries(check).every(([key, value]) => NAMING.includes(key) || value === undefined);
}

/** Keys of an answer's `expect`, and the values that need them. */
const ANSWER_KEYS: Readonly<Record<string, readonly string[]>> = {
  service: ['nodeOfTask', 'nodeOfLog', 'inspected', 'virtualIp', 'execOutput'],
  node: ['missingNetworks', 'servicesNotOn', 'canReach'],
  networks: ['missingNetworks'],
  network: ['servicesNotOn', 'virtualIp', 'nodesOnNetwork'],
  from: ['canReach'],
  to: ['canReach'],
  run: ['execOutput'],
};

function lintAnswer(check: CheckOf<'answer'>, report: (key: string, message: string) => void): void {
  const { expect } = check;
  const { value, slot, literal } = expect;
  if (value !== 'nodeOfTask' && slot !== undefined) report('expect', 'slot is for nodeOfTask only');
  if (value === 'literal' && !literal?.length) report('expect', 'literal needs a list of accepted answers');
  if (value !== 'literal' && literal) report('expect', 'a list of accepted answers is for value: literal only');
  for (const [key, values] of Object.entries(ANSWER_KEYS)) {
    const isSaid = expect[key as keyof typeof expect] !== undefined;
    const isFor = values.includes(value);
    if (isFor && !isSaid) report('expect', `${value} needs ${key}`);
    if (!isFor && isSaid) report('expect', `${key} is for ${values.join(', ')} only`);
  }
  const offered = check.choices?.map(plain);
  if (literal && offered && !literal.some((answer) => offered.includes(plain(answer)))) {
    report('choices', 'no choice is one of the accepted answers');
  }
}

function plain(text: string): string {
  return text.trim().toLowerCase();
}
