import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from '../../test/support/until.ts';
import { createVirtualClock } from '../base/virtual-clock.ts';
import { readCapture } from './read-capture.ts';
import { openRecording, type Recording, type RecordingOptions } from './recording.ts';

const EVENT = { kind: 'event', bytes: new Uint8Array(100).fill(0xab) } as const;

type Bench = Disposable & {
  readonly file: string;
  readonly problems: string[];
  readonly begun: () => number;
  readonly open: (options?: Partial<RecordingOptions>) => Recording;
  readonly clock: ReturnType<typeof createVirtualClock>;
};

function bench(): Bench {
  const directory = mkdtempSync(join(tmpdir(), 'capture-'));
  const file = join(directory, 'capture');
  const clock = createVirtualClock(1_000_000);
  const problems: string[] = [];
  let begun = 0;
  return {
    file,
    problems,
    clock,
    begun: () => begun,
    open: (options = {}) =>
      openRecording({
        file,
        limitBytes: 1_000_000,
        clock,
        opening: () => [{ kind: 'table', up: true }],
        onBegun: () => begun++,
        onProblem: (text) => problems.push(text),
        ...options,
      }),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true }),
  };
}

async function kindsOf(file: string): Promise<readonly string[]> {
  const kinds: string[] = [];
  for await (const { kind, atMs } of readCapture(file)) kinds.push(`${atMs} ${kind}`);
  return kinds;
}

test('a capture begins with its opening, has times from its beginning on, and ends with end', async () => {
  using made = bench();
  const recording = made.open();
  made.clock.advanceTo(1_000_250);
  recording.write(EVENT);
  await recording[Symbol.asyncDispose]();
  recording.write(EVENT);
  assert.deepEqual(await kindsOf(made.file), ['0 table', '250 event', '250 end']);
  assert.equal(statSync(made.file).mode & 0o777, 0o600);
  assert.deepEqual(made.problems, []);
});

test('at its limit the file becomes the one before, and the next is a capture of its own', async () => {
  using made = bench();
  const recording = made.open({ limitBytes: 2_000 });
  for (let count = 0; count < 25; count++) {
    recording.write(EVENT);
    await new Promise(setImmediate);
  }
  await recording[Symbol.asyncDispose]();
  assert.equal(made.begun(), 2);
  for (const file of [made.file, `${made.file}.1`]) {
    assert.ok(statSync(file).size < 2_500, `${file} has ${statSync(file).size} bytes`);
    assert.equal((await kindsOf(file))[0], '0 table');
  }
  assert.equal((await kindsOf(made.file)).at(-1), '0 end');
  assert.ok(!existsSync(`${made.file}.2`));
});

test('when the disk does not keep up records are lost, which is said, and a new file is begun', async () => {
  using made = bench();
  const recording = made.open({ queueBytes: 50_000 });
  for (let count = 0; count < 1_000; count++) recording.write(EVENT);
  await until('a new file is begun', () => made.begun() === 1);
  recording.write(EVENT);
  await recording[Symbol.asyncDispose]();
  assert.match(made.problems.join(), /^the disk did not keep up: \d{3} records are lost, the recording begins anew$/);
  assert.deepEqual(await kindsOf(made.file), ['0 table', '0 event', '0 end']);
});

test('a full disk ends the recording, and nothing else', async () => {
  using made = bench();
  const recording = made.open({ file: '/dev/full' });
  recording.write(EVENT);
  await until('it is said', () => made.problems.length > 0);
  recording.write(EVENT);
  await recording[Symbol.asyncDispose]();
  assert.match(made.problems.join(), /^the recording ended: ENOSPC/);
});

test('a file that cannot be written is refused at once', () => {
  using made = bench();
  assert.throws(() => made.open({ file: `${made.file}/nowhere` }), { code: 'usage', message: /^record to .*ENOENT/ });
});

test('of a capture that was cut short the last line is left out; a malformed line is an error that names it', async () => {
  using made = bench();
  writeFileSync(made.file, '# comment\n0.000000 drained\n0.001000 event 00ff0');
  assert.deepEqual(await kindsOf(made.file), ['0 drained']);
  writeFileSync(made.file, '0.000000 event 00ff0\n0.001000 drained\n');
  await assert.rejects(kindsOf(made.file), { code: 'capture_invalid', message: /capture line 1: "00ff0"/ });
  writeFileSync(made.file, '0.000000 drained\n0.001000 event 00ff0\n');
  await assert.rejects(kindsOf(made.file), { code: 'capture_invalid', message: /capture line 2: / });
  await assert.rejects(kindsOf(`${made.file}.none`), { code: 'capture_invalid', message: /ENOENT/ });
  assert.equal(readFileSync(made.file, 'utf8').length, 38);
});
