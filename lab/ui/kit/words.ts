const COUNTS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** A small number as a word, a large one in figures. */
export function countWord(n: number): string {
  return COUNTS[n] ?? String(n);
}

/** The same at the start of a sentence. */
export function countWordUpper(n: number): string {
  const word = countWord(n);
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** "1 step", "2 steps". */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time as short as it is read: "3 s", "14 min", "1 h 42", "2 days". */
export function spanWords(ms: number): string {
  const whole = Math.max(0, ms);
  if (whole < MINUTE) return `${Math.max(whole > 0 ? 1 : 0, Math.round(whole / SECOND))} s`.replace('60 s', '1 min');
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min`;
  if (whole < DAY) return hourWords(Math.floor(whole / MINUTE));
  return plural(Math.floor(whole / DAY), 'day');
}

/** Minutes of a course: "25 min", "1 h", "3 h 40". */
export function minuteWords(minutes: number): string {
  return minutes < 60 ? `${minutes} min` : hourWords(minutes);
}

function hourWords(minutes: number): string {
  const rest = minutes % 60;
  return rest === 0
    ? `${Math.floor(minutes / 60)} h`
    : `${Math.floor(minutes / 60)} h ${String(rest).padStart(2, '0')}`;
}

/** The time of day of an instant: "14:32:04". */
export function clockTime(ms: number): string {
  return new Date(ms).toLocaleTimeString('en-GB');
}

function firstSign(word = ''): string {
  return /[\p{L}\p{N}]/u.exec(word)?.[0] ?? [...word][0] ?? '';
}

/** Up to two letters for a round badge. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map(firstSign).join('').toUpperCase();
}
