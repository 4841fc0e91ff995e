import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ, which is 100 wherever Linux runs Node.js. */
const TICKS_PER_SECOND = 100;

/** What /proc/PID/stat tells (proc(5)). */
export type ProcessStat = {
  readonly group: number;
  /** user and system time of all its threads, in steps of 10 ms */
  readonly cpuS: number;
};

/** @throws Error ENOENT or ESRCH when there is no such process */
export function processStat(pid: number): ProcessStat {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [group = Number.NaN, utime = Number.NaN, stime = Number.NaN] = [fields[2], fields[11], fields[12]];
  return { group, cpuS: (utime + stime) / TICKS_PER_SECOND };
}

/** What /proc/PID/status tells of its memory (proc(5)). */
export type MemoryField = 'VmRSS' | 'VmHWM' | 'RssFile';

/** In MiB. @throws Error ENOENT or ESRCH when there is no such process */
export function processMemoryMib(pid: number, field: MemoryField): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Number(new RegExp(`^${field}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
}

/** What its threads of now have taken of the processors, in seconds, exact to far less than a tick. @throws Error as `processStat` does */
export function threadsCpuS(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map((thread) =>
    Number.parseInt(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1'), 10),
  );
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e9;
}
