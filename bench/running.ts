import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { Namespace } from '../test/support/namespace.ts';
import { processMemoryMib, processStat, threadsCpuS } from '../test/support/process-stat.ts';

const STOP_TIMEOUT_MS = 30_000;
const OUTPUT_CHARACTERS = 4_000;

/** A daemon that runs, with whatever sh has started besides: one process group. Disposing ends it with SIGKILL. */
export type Running = AsyncDisposable & {
  /** of the daemon, when its command is one program or ends in `exec` */
  readonly pid: number;
  /** user and system time of the group */
  readonly cpuS: () => number;
  /** the same of the threads that run now, without rounding to 10 ms */
  readonly fineCpuS: () => number;
  readonly rssMib: () => number;
  readonly peakRssMib: () => number;
  /** @throws Error with the end of its output when it has ended */
  readonly assertRuns: () => void;
  /** Ends it with SIGTERM, within 30 s. */
  readonly stop: () => Promise<void>;
};

/** Starts a command by sh inside the namespace, and returns at once. */
export function startRunning(namespace: Namespace, command: string, env: Readonly<Record<string, string>>): Running {
  const [program, args] = namespace.command('sh', '-c', command);
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const pid = child.pid ?? 0;
  const exited = once(child, 'close');
  const kill = (signal: NodeJS.Signals): void => {
    try {
      process.kill(-pid, signal);
    } catch {
      // All of the group has ended.
    }
  };
  const reap = (): void => kill('SIGKILL');
  process.once('exit', reap);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT_CHARACTERS);
    });
  }
  const sum = (of: (member: number) => number): number => membersOf(pid).reduce((total, one) => total + of(one), 0);
  return {
    pid,
    cpuS: () => sum((member) => processStat(member).cpuS),
    fineCpuS: () => sum(threadsCpuS),
    rssMib: () => sum((member) => processMemoryMib(member, 'VmRSS')),
    peakRssMib: () => sum((member) => processMemoryMib(member, 'VmHWM')),
    assertRuns: () => {
      const { exitCode, signalCode } = child;
      if (exitCode === null && signalCode === null) return;
      throw new Error(`the daemon ended with ${exitCode ?? signalCode}: ${command}\n${output}`);
    },
    stop: async () => {
      kill('SIGTERM');
      const timer = setTimeout(reap, STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(timer);
      if (child.signalCode === 'SIGKILL') throw new Error(`SIGTERM did not end it: ${command}\n${output}`);
    },
    [Symbol.asyncDispose]: async () => {
      reap();
      await exited;
      process.off('exit', reap);
    },
  };
}

function membersOf(group: number): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        return Number.isInteger(pid) && processStat(pid).group === group;
      } catch {
        return false; // ended meanwhile
      }
    });
}
