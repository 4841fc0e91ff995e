import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Namespace } from '../../test/support/namespace.ts';

/** So many changes every so often, over so many neighbors. */
export type Load = {
  readonly count: number;
  readonly everyMs: number;
  readonly neighbors: number;
  /** which neighbor is changed first: the seed */
  readonly first: number;
};

export const LOADS = {
  steady: { count: 1, everyMs: 1, neighbors: 4_000 },
  bursts: { count: 5_000, everyMs: 500, neighbors: 10_000 },
  churn: { count: 20, everyMs: 1, neighbors: 20_000 },
} as const satisfies Readonly<Record<string, Omit<Load, 'first'>>>;

export type LoadName = keyof typeof LOADS;

/** A load that goes on until it is stopped; disposing ends it with SIGKILL. */
export type RunningLoad = AsyncDisposable & {
  readonly change: (load: Load) => void;
  /** Ends it, and throws when the kernel has refused something. */
  readonly stop: () => Promise<void>;
};

export function startLoad(namespace: Namespace, load: Load): RunningLoad {
  const program = new URL('../programs/paced-load.ts', import.meta.url).pathname;
  const [command, args] = namespace.command(process.execPath, program);
  const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'inherit'] });
  const reap = (): void => void child.kill('SIGKILL');
  process.once('exit', reap);
  const exited = once(child, 'close');
  const change = (next: Load): void => void child.stdin.write(`${JSON.stringify(next)}\n`);
  change(load);
  return {
    change,
    stop: async () => {
      child.stdin.end();
      const [code] = await exited;
      if (code !== 0) throw new Error(`the load ended with ${code}`);
    },
    [Symbol.asyncDispose]: async () => {
      reap();
      await exited;
      process.off('exit', reap);
    },
  };
}
