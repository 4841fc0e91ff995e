import { open, rm } from 'node:fs/promises';
import { writeHeapSnapshot as writeSnapshot } from 'node:v8';
import type { ProfileTarget } from './cpu-profile.ts';
import { writingProfile } from './profile-error.ts';
import { makeRoomForProfile } from './profile-files.ts';

/**
 * Writes the heap of the main thread to a file (.heapsnapshot, mode 0600). The daemon stands still meanwhile, a second or
 * so; the reader worker goes on emptying the socket. All strings of the process are in the file, passwords among them.
 *
 * @returns the path of the file
 * @throws a DaemonError `profile_failed`: no space or no right
 */
export function writeHeapSnapshot(target: ProfileTarget): Promise<string> {
  return writingProfile('write a heap snapshot', () => write(target));
}

async function write(target: ProfileTarget): Promise<string> {
  const file = await makeRoomForProfile(target.directory, 'heapsnapshot', target.nowMs);
  // V8 would take a file that is there as it is, and make one that others may read.
  await (await open(file, 'wx', 0o600)).close();
  try {
    return writeSnapshot(file);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}
