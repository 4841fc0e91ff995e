import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LogLevel } from './record.ts';
import { LOGLEVELS } from './sonic-logger.ts';
import { createSyslogWriter, formatSyslog } from './syslog.ts';

/** A moment in the time zone of this machine, as syslog(3) shows it. */
const moment = (month: number, day: number, hour = 1, minute = 2, second = 3): string =>
  new Date(2026, month - 1, day, hour, minute, second).toISOString();

const format = (message: string, fields = {}, level: LogLevel = 'info'): string =>
  formatSyslog({ time: moment(1, 31, 12), level, message, fields });

/** What follows the tag. */
const messageOf = (datagram: string): string => datagram.slice(datagram.indexOf(':- '));

test('a record is what syslog(3) sends for a daemon of SONiC', () => {
  const datagram = format('in step', { rows: 12, where: 'unix:/run/redis.sock', error: 'a b' });
  assert.equal(
    datagram,
    '<13>Jan 31 12:02:03 neighsyncd: :- neighsyncd: in step rows=12 where=unix:/run/redis.sock error="a b"',
  );
});

for (const [time, shown] of [
  [moment(2, 1, 0, 0, 0), 'Feb  1 00:00:00'],
  [moment(12, 10, 23, 59, 59), 'Dec 10 23:59:59'],
] as const) {
  test(`the time is ${shown}, local and 15 characters wide`, () => {
    const datagram = formatSyslog({ time, level: 'error', message: 'x', fields: {} });
    assert.equal(datagram, `<11>${shown} neighsyncd: :- neighsyncd: x`);
  });
}

/** syslog.h: LOG_USER, and the severity. */
const PRIORITIES = { error: 11, warn: 12, info: 13, debug: 15, trace: 15 } as const;
for (const level of Object.keys(PRIORITIES) as LogLevel[]) {
  test(`${level} has priority ${PRIORITIES[level]}`, () => {
    assert.ok(format('x', {}, level).startsWith(`<${PRIORITIES[level]}>`));
  });
}

test('no LOGLEVEL lets more pass than the severities of its name, but for errors', () => {
  const ours: readonly LogLevel[] = ['error', 'warn', 'info', 'debug', 'trace'];
  for (const [severity, [name, level]] of Object.entries(LOGLEVELS).entries()) {
    const passing = ours.slice(1, ours.indexOf(level) + 1);
    const most = Math.max(...passing.map((each) => PRIORITIES[each] & 7), 0);
    assert.ok(most <= severity, `${name} lets severity ${most} pass`);
  }
});

for (const [text, shown] of [
  ['two\nlines', 'two lines'],
  ['\r\n\t\x00tail', ' tail'],
  ['\x1b[2J\x7f\x9b', ' [2J '],
  ['a\u2028b', 'a b'],
] as const) {
  test(`${JSON.stringify(text)} becomes one line`, () => {
    assert.equal(messageOf(format(text)), `:- neighsyncd: ${shown}`);
  });
}

const PREFIX = ':- neighsyncd: ';
test('a message of 1024 bytes is sent whole, and of a longer one the beginning, marked', () => {
  const fits = 'x'.repeat(1024 - PREFIX.length);
  assert.equal(messageOf(format(fits)), PREFIX + fits);
  assert.equal(messageOf(format(`${fits}x`)), `${PREFIX}${fits.slice(0, -3)}...`);
});

test('whatever is logged, the message is one line of at most 1024 bytes, and no character is cut apart', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 600 });
  fc.assert(
    fc.property(text, text, (message, value) => {
      const shown = messageOf(format(message, { value }));
      assert.ok(Buffer.byteLength(shown) <= 1024);
      assert.doesNotMatch(shown, /\p{Cc}|\ufffd/u);
    }),
  );
});

/** A syslog daemon that takes datagrams while `up`. */
function daemon() {
  const taken: string[] = [];
  const state = { up: true };
  const send = (datagram: Uint8Array): boolean => {
    if (state.up) taken.push(Buffer.from(datagram).toString());
    return state.up;
  };
  return { taken, state, writer: createSyslogWriter(send, () => Date.parse(moment(1, 31, 12))) };
}

test('a daemon that is there takes everything, and nothing is lost', () => {
  const { taken, writer } = daemon();
  for (const text of ['a', 'b', 'ü']) writer.write(text);
  assert.deepEqual(taken, ['a', 'b', 'ü']);
  assert.equal(writer.lost(), 0);
});

test('what a daemon did not take is counted, and told when it takes records again, before the next one', () => {
  const { taken, state, writer } = daemon();
  writer.write('a');
  state.up = false;
  for (const text of ['b', 'c']) writer.write(text);
  assert.equal(writer.lost(), 2);
  state.up = true;
  for (const text of ['d', 'e']) writer.write(text);
  const notice =
    '<12>Jan 31 12:02:03 neighsyncd: :- neighsyncd: syslog was away or full, records were lost, ignoring records=2';
  assert.deepEqual(taken, ['a', notice, 'd', 'e']);
  assert.equal(writer.lost(), 2);
});

test('each gap is told with its own number', () => {
  const { taken, state, writer } = daemon();
  for (const lost of [1, 3]) {
    state.up = false;
    for (let count = 0; count < lost; count++) writer.write('lost');
    state.up = true;
    writer.write('taken');
  }
  assert.deepEqual(
    taken.map((text) => /records=(\d)/.exec(text)?.[1] ?? text),
    ['1', 'taken', '3', 'taken'],
  );
  assert.equal(writer.lost(), 4);
});

test('a daemon with room for the notice only loses the record, and is told of that one later', () => {
  const taken: string[] = [];
  let room = 0;
  const send = (datagram: Uint8Array): boolean => {
    if (room === 0) return false;
    room -= 1;
    taken.push(Buffer.from(datagram).toString());
    return true;
  };
  const writer = createSyslogWriter(send, () => 0);
  writer.write('a');
  room = 1;
  writer.write('b');
  room = 2;
  writer.write('c');
  assert.deepEqual(
    taken.map((text) => /records=(\d)/.exec(text)?.[1] ?? text),
    ['1', '1', 'c'],
  );
  assert.equal(writer.lost(), 2);
});
