import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Namespace } from './namespace.ts';

const TIMEOUT_MS = 300_000;

/**
 * Runs a TypeScript program of ours inside a namespace, to its end, and returns the JSON that it prints.
 *
 * @param argument its only argument, as JSON
 * @throws Error with what it wrote to stderr, when its exit status is not 0, or it has not ended after five minutes
 */
export async function runInside(namespace: Namespace, program: URL, argument: unknown): Promise<unknown> {
  const [command, args] = namespace.command(process.execPath, program.pathname, JSON.stringify(argument));
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  const reap = (): void => void child.kill('SIGKILL');
  process.once('exit', reap);
  let output = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const [code] = await once(child, 'close');
  process.off('exit', reap);
  if (code !== 0) throw new Error(`${program.pathname} ended with ${code}: ${complaints}`);
  return JSON.parse(output);
}
