import { libc } from './libc.ts';

/**
 * Ends the process with this status at once: no exit handlers run, and workers are not taken apart. Node's own way to end
 * a worker that polls through koffi is a segmentation fault.
 */
export function quit(status: number): void {
  libc._exit(status);
}
