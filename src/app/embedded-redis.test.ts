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

test('a launcher that does not find redis-server is a missing program, too', DEADLINE, async () => {
  fakeLauncher('echo "setpriv: failed to execute redis-server: No such file or directory" >&2; exit 127');
  await assert.rejects(startEmbeddedRedis({ directory, socket }, never), {
    code: 'program_missing',
    message: /exit status 127: setpriv: failed to execute redis-server: No such file or directory; install/,
  });
});

test('a server that ends at once is reported with its exit status and its last line', DEADLINE, async () => {
  const lines = [
    '7:C 23 Nov 2026 08:43:26.001 # oO0OoO0OoO0Oo Redis is starting',
    '7:M 23 Nov 2026 08:43:26.066 # Failed opening Unix socket: bind: Permission denied',
  ];
  fakeLauncher(`printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')}; exit 1`);
  await assert.rejects(startEmbeddedRedis({ directory, socket }, never), {
    code: 'redis_unavailable',
    message: 'start the private redis-server: exit status 1: Failed opening Unix socket: bind: Permission denied',
  });
});

test('a complaint on standard error is quoted as it is', DEADLINE, async () => {
  fakeLauncher('echo "no such option" >&2; exit 3');
  await assert.rejects(startEmbeddedRedis({ directory, socket }, never), {
    code: 'redis_unavailable',
    message: /exit status 3: no such option$/,
  });
});

test('a directory that cannot be used is refused with its owner and what to do', DEADLINE, async () => {
  const file = join(directory, 'file');
  writeFileSync(file, '');
  const inFile = join(file, 'below');
  const advice = `${file} belongs to uid ${process.getuid?.()}; run as its owner, or set redis.embedded_dir to a directory of yours`;
  await assert.rejects(startEmbeddedRedis({ directory: inFile, socket: join(inFile, 's') }, never), (error: Error) => {
    assert.match(error.message, /below cannot be used by uid \d+ \(ENOTDIR\): /);
    assert.ok(error.message.endsWith(advice), error.message);
    return 'code' in error && error.code === 'config_invalid';
  });
});

test('a shutdown while the server starts is a shutdown, and no missing program', DEADLINE, async () => {
  fakeLauncher('exec /bin/sleep 60');
  await assert.rejects(startEmbeddedRedis({ directory, socket }, AbortSignal.abort()), { code: 'aborted' });
});
