import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** The environment variable that marks every process a test file starts, down to the last child. */
export const MARK = 'TEST_RUNNER_FILE_ID';

const END_LOOKS = 200;
const END_LOOK_MS = 10;

/**
 * Kills the processes that carry `MARK=id`, and says what they were: what a test file started and did not end. They
 * would hold ports, namespaces and memory while the next file runs; so it also waits for their end, a while. Only Linux
 * can tell; elsewhere there are none.
 */
export async function killLeftovers(id: string): Promise<readonly string[]> {
  const marked = (pid: number): boolean => pid !== process.pid && environmentOf(pid).includes(`${MARK}=${id}`);
  const found = processIds()
    .filter(marked)
    .map((pid) => ({ pid, name: programOf(pid) }));
  for (const { pid } of found) unlessGone(() => process.kill(pid, 'SIGKILL'), false);
  // The kernel tells only a parent of an end, and these have lost theirs: looking again is all there is.
  for (let look = 0; look < END_LOOKS && found.some(({ pid }) => marked(pid)); look += 1) await pause(END_LOOK_MS);
  return found.map(({ pid, name }) => `${name} (${pid})`);
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
