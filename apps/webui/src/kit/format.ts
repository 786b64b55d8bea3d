/** Between groups of digits and before units: narrow, and no place to break a line. */
const THIN = '\u202f';

/** A whole number in groups of three: 14 832. */
export function formatCount(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, THIN);
}

/** Coins a second: one decimal while that says something. */
export function formatRate(value: number): string {
  return value < 99.95 ? value.toFixed(1) : formatCount(value);
}

/** A share: whole percent, tenths when small. */
export function formatShare(part: number, whole: number): string {
  if (whole <= 0) return `0${THIN}%`;
  const percent = (part / whole) * 100;
  if (percent > 0 && percent < 0.1) return `under 0.1${THIN}%`;
  return `${percent < 9.95 ? percent.toFixed(1) : Math.round(percent)}${THIN}%`;
}

/** How long ago, in one unit. */
export function formatAge(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) return 'now';
  if (seconds < 60) return `${seconds}${THIN}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${THIN}min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}${THIN}h`;
  return `${Math.floor(seconds / 86_400)}${THIN}d`;
}

/** The time of day where the reader is, 14:31 or 14:31:20. */
export function formatClock(ms: number, withSeconds = false): string {
  const date = new Date(ms);
  const parts = [date.getHours(), date.getMinutes(), ...(withSeconds ? [date.getSeconds()] : [])];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** The time of day, with the day in front when it is not today. */
export function formatMoment(ms: number, now: number): string {
  const date = new Date(ms);
  if (date.toDateString() === new Date(now).toDateString()) return formatClock(ms);
  return `${date.getDate()} ${date.toLocaleString('en', { month: 'short' })} ${formatClock(ms)}`;
}

/** A task as people say it: `devcoin_api.1` and `devcoin_api.1.x8k…` are `api.1`. */
export function shortTask(task: string): string {
  const found = /^(?:[^_]+_)?([^.]+\.\d+)(?:\.\w+)?$/.exec(task);
  return found?.[1] ?? task;
}

/** One thing, many things: `1 coin`, `2 coins`. */
export function plural(count: number, one: string): string {
  return `${formatCount(count)} ${count === 1 ? one : `${one}s`}`;
}
