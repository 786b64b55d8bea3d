/** A length as a player shows it: "0:07", "12:40", "1:02:03". */
export function lengthWords(seconds: number): string {
  const whole = Math.round(Math.max(0, seconds));
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** A size as it is read: "312 B", "14 kB", "2.4 MB". */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const kilobytes = Math.round(bytes / 1000);
  if (kilobytes < 1000) return `${kilobytes} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** The day and time of an instant: "21 Nov, 22:14". */
export function dayWords(ms: number): string {
  return new Date(ms).toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
}
