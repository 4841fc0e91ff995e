import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startEmbeddedRedis } from './embedded-redis.ts';

const DEADLINE = { timeout: 30_000 };
const never = new AbortController().signal;
const directory = mkdtempSync(join(tmpdir(), 'neighsyncd-embedded-'));
const socket = join(directory, 'redis.sock');
const path = process.env['PATH'];
after(() => {
  process.env['PATH'] = path;
  rmSync(directory, { recursive: true });
});

/** Lets `script` take the place of the program that would start redis-server; undefined: there is none. */
function fakeLauncher(script: string | undefined): void {
  const launcher = join(directory, 'setpriv');
  rmSync(launcher, { force: true });
  if (script !== undefined) {
    writeFileSync(launcher, `#!/bin/sh\n${script}\n`);
    chmodSync(launcher, 0o755);
  }
  process.env['PATH'] = directory;
}

test('a path that is too long for a unix socket is refused before anything is made', DEADLINE, async () => {
  const long = join(directory, 'x'.repeat(100));
  await assert.rejects(startEmbeddedRedis({ directory: long, socket: join(long, 'redis.sock') }, never), {
    code: 'config_invalid',
    message: /is too long for a unix socket \(107 bytes\); set redis\.embedded_dir$/,
  });
  assert.equal(existsSync(long), false);
});

test('a missing program is named, with what to do', DEADLINE, async () => {
  fakeLauncher(undefined);
  await assert.rejects(startEmbeddedRedis({ directory, socket }, never), {
    code: 'program_missing',
    message: /ENOENT; install redis-server \(apt-get install redis-server\), or select a Redis by configuration$/,
  });
});

test('a server that ends at once is reported with its exit status and its complaint', DEADLINE, async () => {
  fakeLauncher('echo "no such option" >&2; exit 3');
  await assert.rejects(startEmbeddedRedis({ directory, socket }, never), {
    code: 'program_missing',
    message: /exit status 3: no such option; install/,
  });
});

test('a shutdown while the server starts is a shutdown, and no missing program', DEADLINE, async () => {
  fakeLauncher('exec /bin/sleep 60');
  await assert.rejects(startEmbeddedRedis({ directory, socket }, AbortSignal.abort()), { code: 'aborted' });
});
