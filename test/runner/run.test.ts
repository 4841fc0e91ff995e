import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';

const fixtures = resolve(import.meta.dirname, 'fixtures');

/** Runs the runner on a fixture checkout, as a program of its own. */
function runner(checkout: string, ...args: readonly string[]): { status: number | null; out: string; last: string } {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const run = resolve(import.meta.dirname, 'run.ts');
  const root = resolve(fixtures, checkout);
  const child = spawnSync(process.execPath, [run, '--root', root, ...args], { encoding: 'utf8', env });
  return { status: child.status, out: child.stdout, last: child.stdout.trimEnd().split('\n').at(-1) ?? '' };
}

/** Empty for a process that is gone, or dead and not yet buried. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

describe('the test runner', () => {
  test('succeeds when tests ran and none failed, and says why some were skipped', () => {
    const { status, out, last } = runner('passing', 'unit');
    assert.equal(last, '2 passed, 0 failed, 1 skipped');
    assert.match(out, /skipped: needs a switch: there is none here/);
    assert.equal(status, 0);
  });

  test('fails on a failing test, and shows where and why', () => {
    const { status, out, last } = runner('failing', 'unit');
    assert.equal(last, '1 passed, 1 failed');
    assert.match(out, /FAILED: is wrong/);
    assert.match(out, /failing\.test\.ts:7/);
    assert.match(out, /1 !== 2/);
    assert.equal(status, 1);
  });

  test('fails on a file that crashes', () => {
    const { status, out, last } = runner('crashing', 'unit');
    assert.equal(last, '0 passed, 1 failed');
    assert.match(out, /its process ended with status 1/);
    assert.match(out, /thrown while loading/);
    assert.equal(status, 1);
  });

  test('fails on a file that ends its own process with status 0', () => {
    const { status, last } = runner('exiting', 'unit');
    assert.equal(last, '0 passed, 1 failed');
    assert.equal(status, 1);
  });

  test('fails on a file without tests', () => {
    const { status, last } = runner('testless', 'unit');
    assert.equal(last, '0 passed, 1 failed');
    assert.equal(status, 1);
  });

  test('fails when every test was skipped', () => {
    const { status, out, last } = runner('skipping', 'unit');
    assert.equal(last, '0 passed, 0 failed, 1 skipped');
    assert.match(out, /not one test ran/);
    assert.equal(status, 1);
  });

  test('fails on a suite without files', () => {
    const { status, out, last } = runner('passing', 'unit', 'redis');
    assert.equal(last, '2 passed, 1 failed, 1 skipped');
    assert.match(out, /redis\n {2}FAILED: no test files were found/);
    assert.equal(status, 1);
  });

  test('looks for every suite and for stray test files when nothing is named', () => {
    const { status, out } = runner('stray');
    assert.match(out, /fuzz\n {2}FAILED/);
    assert.match(out, /e2e\n {2}FAILED/);
    assert.match(out, /FAILED: test\/elsewhere\/stray\.test\.ts belongs to no suite/);
    assert.equal(status, 1);
  });

  test('refuses what it does not know', () => {
    const { status, out } = runner('passing', 'nonsense');
    assert.match(out, /no suite, test file or folder with tests: nonsense/);
    assert.equal(status, 64);
  });

  test('--bail begins nothing after the first failure', () => {
    const { status, out } = runner('failing', '--bail', 'unit', 'redis');
    assert.doesNotMatch(out, /redis/);
    assert.equal(status, 1);
  });

  test('fails on a file that does not end, and ends it', () => {
    const { status, out, last } = runner('endless', '--timeout', '1', 'unit');
    assert.equal(last, '0 passed, 1 failed');
    assert.match(out, /it took longer than 1 s/);
    assert.equal(status, 1);
  });

  test('kills and names what a file leaves running', () => {
    const { status, out } = runner('leaving', 'unit');
    const pid = /left running, killed: \w+ \((\d+)\)/.exec(out)?.[1];
    assert.notEqual(pid, undefined);
    assert.equal(commandOf(pid ?? ''), '');
    assert.equal(status, 0);
  });

  test('fails on an error thrown after the last test', () => {
    const { status, out, last } = runner('late', 'unit');
    assert.equal(last, '2 passed, 1 failed');
    assert.match(out, /thrown late/);
    assert.equal(status, 1);
  });

  test('runs one file by its path', () => {
    assert.equal(runner('failing', 'src/fine.test.ts').last, '1 passed, 0 failed');
  });
});
