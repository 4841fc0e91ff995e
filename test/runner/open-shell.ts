import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSecondKernel } from './second-kernel.ts';

/** A shell on the second kernel, for a person at a terminal; `exit` switches it off. Returns the exit status. */
export async function openShell(root: string): Promise<number> {
  // The console cannot be a controlling terminal; through this, Ctrl-C reaches what the shell runs.
  const job = `cd '${root}'\nexec setsid -c -w sh -i <>/dev/ttyS0 >&0 2>&1\n`;
  const found = await openSecondKernel({ root, job }, new AbortController().signal);
  if (found.kind === 'none') throw new Error(found.reason);
  await using kernel = found.kernel;
  const child = spawn(kernel.program, kernel.args, { stdio: 'inherit' });
  const [code] = await once(child, 'close');
  return typeof code === 'number' ? code : 1;
}
