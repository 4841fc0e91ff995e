import { access, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

export type ProfileKind = 'cpuprofile' | 'heapsnapshot';

/** Files kept in the directory, the new one included. */
const MOST_FILES = 10;
const NAME = /^neighsyncd-\d{8}T\d{6}\.\d{3}Z-\d+\.(cpuprofile|heapsnapshot)$/;

/**
 * Makes room for one more file in the directory, which is made if need be (mode 0700): the oldest of ours go, others are left
 * alone.
 *
 * @param nowMs wall clock, for the name
 * @returns the path to write, which does not exist
 */
export async function makeRoomForProfile(directory: string, kind: ProfileKind, nowMs: number): Promise<string> {
  await makeDirectory(resolve(directory));
  // The names begin with the time, so their order is that of their making.
  const ours = (await readdir(directory)).filter((name) => NAME.test(name)).sort();
  const old = ours.slice(0, Math.max(0, ours.length - (MOST_FILES - 1)));
  for (const name of old) await rm(join(directory, name), { force: true });
  const time = new Date(nowMs).toISOString().replaceAll(/[-:]/g, '');
  return join(resolve(directory), `neighsyncd-${time}-${process.pid}.${kind}`);
}

/** `recursive` of Node.js tries for ever where a file system says that the parent, which is there, is not (/proc does). */
async function makeDirectory(directory: string): Promise<void> {
  const parent = dirname(directory);
  if (parent !== directory && !(await exists(parent))) await makeDirectory(parent);
  if (!(await exists(directory))) await mkdir(directory, { mode: 0o700 });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
