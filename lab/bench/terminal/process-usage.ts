import { readFileSync } from 'node:fs';

/** Linux counts CPU in hundredths of a second for programs. */
const TICK_MS = 10;

/** CPU that a process has used so far, in ms; 0 when it is gone. */
export function cpuMsOf(pid: number): number {
  const text = read(`/proc/${pid}/stat`);
  // The program's name stands in parentheses and may hold anything.
  const fields = text.slice(text.lastIndexOf(') ') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS;
}

/** Memory of a process that is in RAM, in bytes; 0 when it is gone. */
export function memoryOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
