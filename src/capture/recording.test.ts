import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  open,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
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

/** Every thread that would write, open or rename waits until it is disposed: a disk that hangs. */
function hungDisk(made: Bench): AsyncDisposable {
  const pipe = `${made.file}.pipe`;
  execFileSync('mkfifo', [pipe]);
  const opened = Array.from(
    { length: Number(process.env['UV_THREADPOOL_SIZE'] ?? 4) },
    () => new Promise<number>((resolve) => open(pipe, 'r', (_error, descriptor) => resolve(descriptor))),
  );
  return {
    [Symbol.asyncDispose]: async () => {
      const writer = openSync(pipe, 'w');
      for (const descriptor of await Promise.all(opened)) closeSync(descriptor);
      closeSync(writer);
    },
  };
}

/** It is there in place of another, and written to. */
const isBegun = (file: string, before: number | undefined): boolean => {
  const now = statSync(file, { throwIfNoEntry: false });
  return now !== undefined && now.ino !== before && now.size > 0;
};

const inode = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.ino;

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
  for (const records of [10, 10, 5]) {
    const before = inode(made.file);
    for (let count = 0; count < records; count++) recording.write(EVENT);
    if (records === 10) await until('another file is begun', () => isBegun(made.file, before));
  }
  await recording[Symbol.asyncDispose]();
  for (const file of [made.file, `${made.file}.1`]) {
    assert.ok(statSync(file).size < 2_500, `${file} has ${statSync(file).size} bytes`);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal((await kindsOf(file))[0], '0 table');
  }
  assert.equal((await kindsOf(made.file)).at(-1), '0 end');
  assert.ok(!existsSync(`${made.file}.2`));
  assert.deepEqual(made.problems, []);
});

test('however often a file is begun, the rest is looked at again every 10 s at most, and after the last', async () => {
  using made = bench();
  const recording = made.open({ limitBytes: 1 });
  const rotate = async (): Promise<void> => {
    const before = inode(made.file);
    recording.write(EVENT);
    await until('another file is begun', () => isBegun(made.file, before));
  };
  await rotate();
  made.clock.advanceTo(1_000_000);
  assert.equal(made.begun(), 1);
  await rotate();
  await rotate();
  made.clock.advanceTo(1_009_999);
  assert.equal(made.begun(), 1);
  made.clock.advanceTo(1_010_000);
  assert.equal(made.begun(), 2);
  made.clock.advanceTo(1_100_000);
  assert.equal(made.begun(), 2);
  await recording[Symbol.asyncDispose]();
});

test('what somebody has recorded before is kept, and what lies in the way is not followed', async () => {
  using made = bench();
  writeFileSync(made.file, 'before', { mode: 0o644 });
  const recording = made.open();
  await recording[Symbol.asyncDispose]();
  assert.equal(readFileSync(`${made.file}.1`, 'utf8'), 'before');
  assert.equal(statSync(made.file).mode & 0o777, 0o600);
  const [target, link] = [`${made.file}.target`, `${made.file}.link`];
  writeFileSync(target, 'precious');
  symlinkSync(target, link);
  assert.throws(() => made.open({ file: link }), { code: 'usage', message: /EEXIST/ });
  assert.throws(() => made.open({ file: '/dev/null' }), { code: 'usage', message: /EEXIST/ });
  assert.equal(readFileSync(target, 'utf8'), 'precious');
});

test('when the disk does not keep up records are lost, which is said, and a new file is begun', async () => {
  using made = bench();
  const recording = made.open({ queueBytes: 50_000 });
  for (let count = 0; count < 1_000; count++) recording.write(EVENT);
  await until('it is said', () => made.problems.length === 1);
  recording.write(EVENT);
  await recording[Symbol.asyncDispose]();
  assert.match(made.problems.join(), /^the disk did not keep up: \d{3} records are lost, the recording begins anew$/);
  assert.deepEqual(await kindsOf(made.file), ['0 table', '0 event', '0 end']);
});

test('what files before have not written yet takes room in the queue, and what finds none is counted', async () => {
  using made = bench();
  const recording = made.open({ limitBytes: 30_000, queueBytes: 50_000 });
  {
    await using _ = hungDisk(made);
    for (let count = 0; count < 1_000; count++) recording.write(EVENT);
    await new Promise(setImmediate);
  }
  await until('it is said', () => made.problems.length === 1);
  await recording[Symbol.asyncDispose]();
  const [, lost = ''] = /: (\d+) records are lost, the recording begins anew$/.exec(made.problems.join()) ?? [];
  // A line has 217 bytes.
  assert.ok(Math.abs(Number(lost) - (1_000 - 50_000 / 217)) < 5, lost);
});

test('a disk that hangs does not hold up the end for ever, and what is lost is said', async () => {
  using made = bench();
  const recording = made.open({ queueBytes: 10_000 });
  {
    await using _ = hungDisk(made);
    for (let count = 0; count < 100; count++) recording.write(EVENT);
    const ended = recording[Symbol.asyncDispose]();
    made.clock.advanceTo(1_005_000);
    await ended;
  }
  assert.equal(made.problems.length, 2);
  assert.match(made.problems[0] ?? '', /^the disk did not keep up: the last 5\d records are lost$/);
  assert.match(made.problems[1] ?? '', /^the disk did not keep up: the last \d+ bytes are not waited for$/);
});

test('a full disk ends the recording, and nothing else', async () => {
  using made = bench();
  const limit = (bytes: string): unknown => execFileSync('prlimit', ['--pid', `${process.pid}`, `--fsize=${bytes}:`]);
  const recording = made.open();
  limit('10000');
  try {
    for (let count = 0; count < 100; count++) recording.write(EVENT);
    await until('it is said', () => made.problems.length > 0);
  } finally {
    limit('unlimited');
  }
  recording.write(EVENT);
  await recording[Symbol.asyncDispose]();
  assert.match(made.problems.join(), /^the recording ended: EFBIG/);
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
