import { writeFile } from 'node:fs/promises';
import { pause } from '../base/abort.ts';
import { writingProfile } from './profile-error.ts';
import { makeRoomForProfile } from './profile-files.ts';

export type ProfileTarget = {
  readonly directory: string;
  /** Wall clock, in ms. */
  readonly nowMs: number;
};

/**
 * Watches for `durationMs` what the main thread is busy with, or until `signal` is aborted, and writes that to a file
 * (.cpuprofile, mode 0600) for Chrome's developer tools and the like. The reader worker is not in it.
 *
 * @returns the path of the file
 * @throws a DaemonError `profile_failed`: no space, no right, or another inspector at work
 */
export function writeCpuProfile(target: ProfileTarget, durationMs: number, signal: AbortSignal): Promise<string> {
  return writingProfile('write a CPU profile', () => write(target, durationMs, signal));
}

async function write(target: ProfileTarget, durationMs: number, signal: AbortSignal): Promise<string> {
  const file = await makeRoomForProfile(target.directory, 'cpuprofile', target.nowMs);
  // Only now: loading it costs memory that a daemon which is never profiled need not have.
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
    await pause(durationMs, signal);
    const { profile } = await session.post('Profiler.stop');
    await writeFile(file, JSON.stringify(profile), { mode: 0o600, flag: 'wx' });
    return file;
  } finally {
    session.disconnect();
  }
}
