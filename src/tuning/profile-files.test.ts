import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeCpuProfile } from './cpu-profile.ts';
import { writeHeapSnapshot } from './heap-snapshot.ts';
import { makeRoomForProfile } from './profile-files.ts';

/** A directory that goes with the test. */
function scratch(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'neighsyncd-profiles-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

test('at most ten files of ours are kept, the newest, and others are left alone', async () => {
  using directory = scratch();
  writeFileSync(join(directory.path, 'neighsyncd.conf'), '');
  writeFileSync(join(directory.path, 'notes.cpuprofile'), '');
  for (let second = 0; second < 25; second++) {
    const kind = second % 2 === 0 ? 'cpuprofile' : 'heapsnapshot';
    const file = await makeRoomForProfile(directory.path, kind, Date.UTC(2026, 0, 2, 3, 4, second));
    writeFileSync(file, '');
  }
  const names = readdirSync(directory.path).sort();
  assert.equal(names.length, 12);
  assert.equal(names[0], `neighsyncd-20260102T030415.000Z-${process.pid}.heapsnapshot`);
  assert.equal(names[9], `neighsyncd-20260102T030424.000Z-${process.pid}.cpuprofile`);
});

test('a CPU profile is for its owner alone, has nodes and samples, and ends early when it is told to', async () => {
  using directory = scratch();
  const target = { directory: join(directory.path, 'new'), nowMs: 0 };
  const file = await writeCpuProfile(target, 3_600_000, AbortSignal.timeout(50));
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(statSync(target.directory).mode & 0o777, 0o700);
  const { nodes, samples } = JSON.parse(readFileSync(file, 'utf8'));
  assert.ok(nodes.length > 0 && samples.length > 0);
  await assert.rejects(writeCpuProfile(target, 1, AbortSignal.timeout(1)), {
    code: 'profile_failed',
    message: /EEXIST/,
  });
});

test('a heap snapshot is for its owner alone, and never overwrites a file', async () => {
  using directory = scratch();
  const target = { directory: directory.path, nowMs: 0 };
  const file = await writeHeapSnapshot(target);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.ok(JSON.parse(readFileSync(file, 'utf8')).snapshot.node_count > 0);
  await assert.rejects(writeHeapSnapshot(target), { code: 'profile_failed', message: /EEXIST/ });
});

test('a directory that cannot be made is profile_failed', async () => {
  using directory = scratch();
  writeFileSync(join(directory.path, 'file'), '');
  const target = { directory: join(directory.path, 'file', 'below'), nowMs: 0 };
  await assert.rejects(writeHeapSnapshot(target), { code: 'profile_failed' });
  await assert.rejects(writeCpuProfile(target, 1, AbortSignal.timeout(1)), { code: 'profile_failed' });
  await assert.rejects(writeHeapSnapshot({ directory: '/proc/1/none', nowMs: 0 }), { code: 'profile_failed' });
});
