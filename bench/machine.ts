import { execFile } from 'node:child_process';
import { cpus, release } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What figures depend on, and nothing by which the machine could be told from others of its kind. */
export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly kernel: string;
  readonly node: string;
  readonly redis: string;
  /** of the checkout; `+` after it when files differ from it */
  readonly commit: string;
  /** ISO 8601, UTC */
  readonly date: string;
};

export async function describeMachine(root: string): Promise<Machine> {
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run('git', ['-C', root, ...args])).stdout.trim();
  const { stdout } = await run('redis-server', ['--version']);
  const changed = (await git('status', '--porcelain', '--untracked-files=no')) === '' ? '' : '+';
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    kernel: /^[\d.]+/.exec(release())?.[0] ?? 'unknown',
    node: process.versions.node,
    redis: /v=(\S+)/.exec(stdout)?.[1] ?? 'unknown',
    commit: `${await git('rev-parse', '--short', 'HEAD')}${changed}`,
    date: `${new Date().toISOString().slice(0, 16)}Z`,
  };
}

/** One line, for above the tables. */
export function formatMachine({ cpu, cores, kernel, node, redis, commit, date }: Machine): string {
  return `${cpu}, ${cores} cores; Linux ${kernel}, Node.js ${node}, Redis ${redis}; commit ${commit}, ${date}.`;
}
