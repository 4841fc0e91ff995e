import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createNamespace, type Namespace } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { until } from '../support/until.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

type Started = { readonly npm: ChildProcess; readonly output: () => string; readonly exited: Promise<unknown[]> };

/** `npm start` in a namespace, as the head of a process group, as a terminal would have it. */
function npmStart(namespace: Namespace, directory: string): Started {
  const settings = [`redis.embedded_dir=${directory}`, 'metrics.port=0'].flatMap((setting) => ['--set', setting]);
  const [command, args] = namespace.command('npm', 'start', '--', ...settings);
  const npm = spawn(command, args, { cwd: ROOT, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return { npm, output: () => output, exited: once(npm, 'close') };
}

type Process = { readonly pid: number; readonly parent: number };

/** The private Redis of a directory: its command line names it. */
async function serversIn(directory: string): Promise<readonly Process[]> {
  const { stdout } = await run('ps', ['-eo', 'pid=,ppid=,args=']);
  return stdout
    .split('\n')
    .filter((line) => line.includes(directory) && line.includes('redis-server'))
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0]) => ({ pid, parent }));
}

for (const [name, stop] of [
  ['SIGTERM to npm', (npm: ChildProcess) => npm.kill('SIGTERM')],
  // A terminal sends SIGINT to the whole group, and npm passes it on besides.
  ['Ctrl-C', (npm: ChildProcess) => process.kill(-(npm.pid ?? 0), 'SIGINT')],
] as const) {
  test(`npm start mirrors the neighbors, tells how to look, and ${name} ends everything with status 0`, async (t) => {
    if (!needRoot(t)) return;
    const directory = await mkdtemp(join(tmpdir(), 'npm-start-'));
    await using namespace = await createNamespace();
    await namespace.ip(
      'neigh',
      'add',
      '10.0.0.2',
      'lladdr',
      '02:00:00:00:00:02',
      'dev',
      'Ethernet0',
      'nud',
      'permanent',
    );
    const { npm, output, exited } = npmStart(namespace, directory);
    try {
      await until('it tells how to look', () => output().includes('Ctrl-C ends it') || npm.exitCode !== null, 120_000);
      assert.match(output(), /Mirroring \d+ neighbors of \d+ interfaces into 1 row NEIGH_TABLE:\*/);
      const look = /rows +(redis-cli .*)\n/.exec(output())?.[1] ?? '';
      assert.equal(await shell(namespace, look), 'NEIGH_TABLE:Ethernet0:10.0.0.2');
      const metrics = /metrics +(curl -g '[^']+')/.exec(output())?.[1] ?? '';
      assert.match(await shell(namespace, `${metrics} -s`), /^neighsyncd_rows 1$/m);
      const proof = /proof +(bin\/neighsyncd verify .*)\n/.exec(output())?.[1] ?? '';
      assert.equal(await shell(namespace, `${proof} 2>&1`), 'equal: 1 row as it should be, 0 kept');
      stop(npm);
      const [code] = await exited;
      assert.equal(code, 0, output());
      assert.deepEqual(await serversIn(directory), []);
    } finally {
      killGroup(npm);
      await rm(directory, { recursive: true, force: true });
    }
  });
}

test('a private Redis does not outlive a daemon that is killed', async (t) => {
  if (!needRoot(t)) return;
  const directory = await mkdtemp(join(tmpdir(), 'npm-start-'));
  await using namespace = await createNamespace();
  const { npm, output, exited } = npmStart(namespace, directory);
  try {
    const hint = 'No neighbor of this machine gets a row now';
    await until('it tells how to get a neighbor', () => output().includes(hint) || npm.exitCode !== null, 120_000);
    assert.match(output(), new RegExp(hint));
    const [server, ...others] = await serversIn(directory);
    assert.ok(server !== undefined && others.length === 0, output());
    process.kill(server.parent, 'SIGKILL');
    await exited;
    await until('its Redis is gone too', async () => (await serversIn(directory)).length === 0);
  } finally {
    killGroup(npm);
    await rm(directory, { recursive: true, force: true });
  }
});

/** Ends npm and what it started, if they still run. */
function killGroup({ pid = 0 }: ChildProcess): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // They have ended, as they should.
  }
}

async function shell(namespace: Namespace, line: string): Promise<string> {
  const [command, args] = namespace.command('sh', '-c', line);
  return (await run(command, [...args], { cwd: ROOT })).stdout.trim();
}
