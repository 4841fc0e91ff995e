import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { until } from '../support/until.ts';
import type { FileResult } from './run-file.ts';
import { runInMachine } from './run-in-machine.ts';

const FILES = ['test/vm/one.test.ts', 'test/vm/two.test.ts'];
const ONE = JSON.stringify({
  file: FILES[0],
  durationMs: 1,
  passed: 2,
  failures: [],
  skips: [],
  output: '',
  leftovers: [],
});

/** Runs FILES in a machine that is a script of sh: its stdout takes results, $CONSOLE is the console, $PIDS a place for a pid. */
async function runScript(script: string, deadlineMs = 60_000, signal = new AbortController().signal) {
  const directory = mkdtempSync(join(tmpdir(), 'neighsyncd-machine-'));
  const [consoleFile, pids] = [join(directory, 'console'), join(directory, 'pids')];
  const machine = { program: 'sh', args: ['-c', `CONSOLE=${consoleFile} PIDS=${pids}\n${script}`], consoleFile };
  const results: FileResult[] = [];
  try {
    await runInMachine(machine, FILES, deadlineMs, (result) => results.push(result), signal);
    const pid = existsSync(pids) ? readFileSync(pids, 'utf8').trim() : undefined;
    return { results, pid, texts: results.map(({ failures }) => failures.map(({ text }) => text).join()) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe('a machine that runs test files', () => {
  test('passes on the result of each file', async () => {
    const two = ONE.replace('one.test', 'two.test');
    const { results } = await runScript(`echo '${ONE}'; printf '%s\\r\\n' '${two}'`);
    assert.deepEqual(
      results.map(({ file, passed, failures }) => [file, passed, failures.length]),
      FILES.map((file) => [file, 2, 0]),
    );
  });

  test('that hangs is cut off, and the end of its console is shown', async () => {
    const script = `echo $$ >$PIDS; echo '${ONE}'; echo 'waiting for ever' >$CONSOLE; exec sleep 1000`;
    const { results, texts, pid } = await runScript(script, 1_000);
    assert.deepEqual(texts, ['', 'the machine gave no result of it: it was cut off after 1 s']);
    assert.match(results[1]?.output ?? '', /the machine's console:\nwaiting for ever/);
    assert.equal(existsSync(`/proc/${pid}`), false);
  });

  test('that prints nothing is a failure of every file', async () => {
    const { results, texts } = await runScript('exit 0');
    const text = 'the machine gave no result of it: it ended with status 0';
    assert.deepEqual(texts, [text, text]);
    assert.match(results[0]?.output ?? '', /nothing at all/);
    assert.equal(results[1]?.output, '', 'the console is shown once');
  });

  test('whose kernel panics is a failure, with the end of its console and its complaints', async () => {
    const script = `seq 100 >$CONSOLE; echo 'Kernel panic - not syncing' >>$CONSOLE; echo 'no memory' >&2; exit 3`;
    const { results, texts } = await runScript(script);
    assert.match(texts[0] ?? '', /it ended with status 3: no memory/);
    assert.match(results[0]?.output ?? '', /\n99\n100\nKernel panic - not syncing$/);
    assert.doesNotMatch(results[0]?.output ?? '', /\n50\n/);
  });

  test('that says something else than results does not hide it', async () => {
    const { results } = await runScript(`echo '${ONE}'; echo '${ONE}'; echo '{"file":'`);
    assert.equal(results.length, 2);
    assert.match(
      results[1]?.output ?? '',
      /what is no result among its results:\n\{"file":"test\/vm\/one.*\n\{"file":$/,
    );
  });

  test('that does not exist is a failure', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'neighsyncd-machine-'));
    const results: FileResult[] = [];
    const machine = { program: join(directory, 'none'), args: [], consoleFile: join(directory, 'console') };
    await runInMachine(machine, FILES, 60_000, (one) => results.push(one), new AbortController().signal);
    rmSync(directory, { recursive: true });
    assert.match(results[0]?.failures[0]?.text ?? '', /failed to execute/);
  });

  test('is ended when the run is interrupted, and that is no failure of a file', async () => {
    const stop = new AbortController();
    const marker = mkdtempSync(join(tmpdir(), 'neighsyncd-machine-'));
    const script = `echo $$ >$PIDS; echo up >${marker}/up; exec sleep 1000`;
    const running = runScript(script, 60_000, stop.signal);
    await until('it runs', () => existsSync(join(marker, 'up')));
    stop.abort();
    const { results, pid } = await running;
    rmSync(marker, { recursive: true });
    assert.deepEqual(results, []);
    assert.equal(existsSync(`/proc/${pid}`), false);
  });
});

test('what runs in the guest gives a line for each file, and takes a file without tests for a failed one', () => {
  const directory = mkdtempSync(join(tmpdir(), 'neighsyncd-machine-'));
  const lines = join(directory, 'lines');
  const files = ['testless/src/testless.test.ts', 'failing/src/fine.test.ts'].map((at) => `test/runner/fixtures/${at}`);
  const program = resolve(import.meta.dirname, 'in-guest.ts');
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  spawnSync(process.execPath, [program, lines, '60', ...files], { env });
  const results = readFileSync(lines, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as FileResult);
  rmSync(directory, { recursive: true });
  assert.deepEqual(
    results.map(({ file, passed, failures }) => [file, passed, failures.length]),
    [
      [files[0], 0, 1],
      [files[1], 1, 0],
    ],
  );
});
