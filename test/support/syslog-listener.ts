import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

const PROGRAM = fileURLToPath(new URL('./syslog-listener.py', import.meta.url));

/** A running syslog-listener.py; disposing kills it, and its socket's file stays. */
export type SyslogListener = AsyncDisposable & {
  /** The datagrams so far. */
  readonly datagrams: readonly string[];
  /** Waits until there are so many datagrams, and returns the last. */
  readonly took: (count: number) => Promise<string>;
};

/** @param options `--idle` to never read */
export async function startSyslogListener(path: string, ...options: readonly string[]): Promise<SyslogListener> {
  const child = spawn('python3', [PROGRAM, path, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const reap = (): void => void child.kill('SIGKILL');
  process.once('exit', reap);
  const exited = once(child, 'exit');
  void exited.then(() => process.off('exit', reap));
  const datagrams: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => datagrams.push(JSON.parse(line)));
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  await until(`the syslog listener listens (${complaints})`, () => {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${complaints}`);
    return complaints.includes('ready\n');
  });
  return {
    datagrams,
    took: async (count) => {
      await until(`syslog has ${count} datagrams`, () => datagrams.length >= count);
      return datagrams[count - 1] ?? '';
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
