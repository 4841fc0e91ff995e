import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The environment variable that marks every process a test file starts, down to the last child. */
export const MARK = 'NEIGHSYNCD_TEST_FILE_ID';

/**
 * Kills the processes that carry `MARK=id`, and says what they were: what a test file started and did not end. They
 * would hold ports, namespaces and memory while the next file runs. Only Linux can tell; elsewhere there are none.
 */
export function killLeftovers(id: string): readonly string[] {
  const wanted = `${MARK}=${id}`;
  return processIds().flatMap((pid) => {
    if (pid === process.pid || !environmentOf(pid).includes(wanted)) return [];
    const name = programOf(pid);
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      return [];
    }
    return [`${name} (${pid})`];
  });
}

function processIds(): readonly number[] {
  return unlessGone<readonly string[]>(() => readdirSync('/proc'), [])
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function environmentOf(pid: number): readonly string[] {
  return unlessGone(() => readFileSync(`/proc/${pid}/environ`, 'latin1'), '').split('\0');
}

function programOf(pid: number): string {
  const path = unlessGone(() => readlinkSync(`/proc/${pid}/exe`), 'a process');
  return path.slice(path.lastIndexOf('/') + 1);
}

function unlessGone<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
