import { DaemonError } from '../base/errors.ts';

/** Runs what writes a profile; whatever is thrown becomes `profile_failed`, for it is never a reason to end. */
export async function writingProfile(op: string, write: () => Promise<string>): Promise<string> {
  try {
    return await write();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new DaemonError('profile_failed', { op, message, cause });
  }
}
