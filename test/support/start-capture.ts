import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Namespace } from './namespace.ts';
import { until } from './until.ts';

const PROGRAM = fileURLToPath(new URL('./capture-packets.ts', import.meta.url));

/** What goes over an interface; disposing ends it. */
export type Capture = AsyncDisposable & {
  /** Whole Ethernet frames, in the order in which they came. */
  readonly frames: readonly Uint8Array[];
};

/** Captures every frame of an interface of a namespace, from now on. */
export async function startCapture(namespace: Namespace, dev: string): Promise<Capture> {
  const [command, args] = namespace.command(process.execPath, PROGRAM, dev);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const reap = (): void => void child.kill('SIGKILL');
  process.once('exit', reap);
  const exited = once(child, 'exit');
  void exited.then(() => process.off('exit', reap));
  const frames: Uint8Array[] = [];
  let ready = false;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === 'ready') ready = true;
    else frames.push(Uint8Array.fromHex(line));
  });
  await until(`${dev} is captured`, () => {
    if (child.exitCode !== null) throw new Error(`the capture ended with ${child.exitCode}`);
    return ready;
  });
  return {
    frames,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
