import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What the kernel says of this process; undefined where it does not. */
export type ProcessFacts = { readonly threads: number | undefined; readonly descriptors: number | undefined };

/** @param self where /proc/self is */
export function readProcessFacts(self = '/proc/self'): ProcessFacts {
  // The directory that is being read is a descriptor of its own.
  const descriptors = countIn(join(self, 'fd'));
  return { threads: countIn(join(self, 'task')), descriptors: descriptors && descriptors - 1 };
}

function countIn(directory: string): number | undefined {
  try {
    return readdirSync(directory).length;
  } catch {
    return undefined;
  }
}
