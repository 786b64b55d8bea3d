import type { NodePower } from '../../contract/index.ts';

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** A number in a sentence: words up to ten. */
export function number(n: number): string {
  return NUMBERS[n] ?? String(n);
}

/** "four tasks", "one task", "no task". */
export function count(n: number, noun: string): string {
  return `${number(n)} ${noun}${n > 1 ? 's' : ''}`;
}

/** "node1", "node1 and node2", "node1, node2 and node3". */
export function list(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

export function isOrAre(n: number): string {
  return n === 1 ? 'is' : 'are';
}

/** What is said of a node, after "is". */
export function powerWord(power: NodePower): string {
  return power === 'spare' ? 'not created yet' : power;
}

/** The sentence with a capital, unless it begins with a name that has none. */
export function sentence(text: string): string {
  return /^(no|one|two|three|four|five|six|seven|eight|nine|ten|a|an|the|only)\b/.test(text)
    ? text.charAt(0).toUpperCase() + text.slice(1)
    : text;
}

/** An age as "3 s" or "2 min". */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** Words as a program said them, closed with a full stop. */
export function said(words: string): string {
  const text = words.trim();
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
