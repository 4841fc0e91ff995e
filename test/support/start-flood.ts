import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Namespace } from './namespace.ts';

const PROGRAM = fileURLToPath(new URL('./flood.ts', import.meta.url));

/**
 * Many neighbors in one go: numbers `first` (default 0) to `first + count - 1`, permanent, on `dev` (default Ethernet0).
 *
 * Number i is `10.(1+H).M.L` or `2001:db8:1::H:M:L`-like (its last three bytes are H, M and L), IPv4 and IPv6 in turn unless
 * `family` says otherwise, and has the MAC `02:<round>:H:M:L:04` or `06`.
 */
export type FloodStep = {
  readonly op: 'add' | 'del';
  readonly count: number;
  readonly first?: number;
  readonly round?: number;
  readonly dev?: string;
  readonly family?: 'both' | 'ipv4' | 'ipv6';
};

/** Runs the steps one after another in a process of their own; about 200,000 neighbors a second. Fails when one is refused. */
export async function flood(namespace: Namespace, ...steps: readonly FloodStep[]): Promise<void> {
  const [command, args] = namespace.command(process.execPath, PROGRAM, JSON.stringify(steps));
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the flood ended with ${code}: ${complaints}`);
}
