import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RowWrite } from '../neighbor/row.ts';
import { parseLine, type TimedRecord } from './capture-line.ts';
import { readCapture } from './read-capture.ts';
import { type ReplayOptions, type ReplayResult, replay } from './replay.ts';

const CAPTURES = join(import.meta.dirname, '../../test/fixtures/captures');
const never = new AbortController().signal;

const run = (file: string, options: Partial<ReplayOptions> = {}): Promise<ReplayResult> =>
  replay(readCapture(join(CAPTURES, file)), { realTime: false, ...options }, never);

const tableOf = ({ rows }: ReplayResult): readonly string[] =>
  [...rows.values()].map(({ key, neigh, family }) => `${key} ${neigh} ${family}`).sort();

async function* lines(...texts: readonly string[]): AsyncGenerator<TimedRecord> {
  for (const text of texts) {
    const record = parseLine(text, 'here');
    if (record !== undefined) yield record;
  }
}

/** The lines of a capture, but for those that `drop` takes. */
async function* without(file: string, drop: (record: TimedRecord) => boolean): AsyncGenerator<TimedRecord> {
  for await (const record of readCapture(join(CAPTURES, file))) if (!drop(record)) yield record;
}

const captures = readdirSync(CAPTURES).filter((file) => file.endsWith('.capture'));
assert.ok(captures.length > 0);

for (const file of captures) {
  const golden = readFileSync(join(CAPTURES, file.replace(/capture$/, 'table')), 'utf8')
    .trimEnd()
    .split('\n')
    .sort();

  test(`${file} ends with the table that the real daemon left, by the same questions and the same writes each time`, async () => {
    const written: string[] = [];
    const first = await run(file, { onWrite: (line) => written.push(line) });
    assert.deepEqual(tableOf(first), golden);
    assert.deepEqual([first.unanswered, first.skipped, first.complete], [0, 0, true]);
    assert.equal(first.writes, written.length);
    assert.deepEqual(await run(file), first);
  });

  test(`${file} gives a scratch database the same rows, however slow it is`, async () => {
    const scratch = new Map<string, string>();
    const apply = async (batch: readonly RowWrite[]) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      for (const write of batch) {
        if (write.kind === 'delete') scratch.delete(write.key);
        else scratch.set(write.key, `${write.key} ${write.mac} ${write.family}`);
      }
      return { deferred: [] };
    };
    const result = await run(file, { scratch: { apply } });
    assert.deepEqual([...scratch.values()].sort(), golden);
    assert.equal(result.digest, (await run(file)).digest);
  });
}

test('writes of another order, or other writes, have another digest', async () => {
  const whole = await run('faults.capture');
  const drop = ({ kind }: TimedRecord): boolean => kind === 'event';
  const other = await replay(without('faults.capture', drop), { realTime: false }, never);
  assert.notEqual(other.digest, whole.digest);
});

test('a recording that lacks answers is replayed as far as it goes, and what is missing is counted', async () => {
  let reads = 0;
  const drop = ({ kind }: TimedRecord): boolean => kind === 'read' && ++reads === 2;
  const result = await replay(without('faults.capture', drop), { realTime: false }, never);
  assert.ok(result.unanswered + result.skipped > 0);
});

test('a recording that was cut short is told from one that ended in order', async () => {
  const result = await replay(
    without('faults.capture', ({ kind }) => kind === 'end'),
    { realTime: false },
    never,
  );
  assert.equal(result.complete, false);
});

test('what does not begin with start is no recording', async () => {
  await assert.rejects(replay(lines('0.000000 drained'), { realTime: false }, never), {
    code: 'capture_invalid',
    message: 'replay: the first record is drained, not start',
  });
  await assert.rejects(replay(lines('# nothing'), { realTime: false }, never), { code: 'capture_invalid' });
});

test('a scratch database that fails ends the replay with its error', async () => {
  const apply = async () => {
    throw new Error('it is full');
  };
  await assert.rejects(run('faults.capture', { scratch: { apply } }), { message: 'it is full' });
});
