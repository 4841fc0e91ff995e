import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createLogger, type LogFields, type LogLevel, type LogOutput } from './logger.ts';

const LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error'];
const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;

function log(format: 'text' | 'json', fields?: LogFields, message = 'hello'): string {
  const lines: string[] = [];
  createLogger({ level: 'info', format, output: 'stdout', write: (line) => lines.push(line) }).info(message, fields);
  assert.equal(lines.length, 1, 'one record is one write');
  return lines[0] ?? '';
}

/** The part of a line of text that shows the fields. */
const shown = (fields: LogFields): string => log('text', fields).split('hello')[1] ?? '';

test('a text line is time, level and message', () => {
  assert.match(log('text'), new RegExp(`^${TIME} info  hello\n$`));
});

test('a JSON line is one object with time, level, program, process and message', () => {
  const line = log('json', { rows: 12, nested: { a: [1] } });
  const { time, pid, ...rest } = JSON.parse(line) as Record<string, unknown>;
  assert.match(String(time), new RegExp(`^${TIME}$`));
  assert.equal(pid, process.pid);
  assert.deepEqual(rest, { level: 'info', program: 'neighsyncd', message: 'hello', rows: 12, nested: { a: [1] } });
  assert.equal(line.indexOf('\n'), line.length - 1);
});

for (const [place, level] of LEVELS.entries()) {
  test(`at level ${level} nothing below it is written, and everything else under its own name`, () => {
    const lines: string[] = [];
    const logger = createLogger({ level, format: 'json', output: 'stdout', write: (line) => lines.push(line) });
    for (const each of LEVELS) logger[each]('x');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).level),
      LEVELS.slice(place),
    );
  });
}

test('the level changes while the logger is in use, to more and to less', () => {
  const lines: string[] = [];
  const logger = createLogger({ level: 'info', format: 'json', output: 'stdout', write: (line) => lines.push(line) });
  const { debug, info } = logger;
  for (const level of ['debug', 'error', 'info'] as const) {
    logger.adjust({ level });
    debug(`debug at ${level}`);
    info(`info at ${level}`);
  }
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).message),
    ['debug at debug', 'info at debug', 'info at info'],
  );
});

test('the output changes while the logger is in use, and with it the form', () => {
  const written: (readonly [string, LogOutput])[] = [];
  const logger = createLogger({
    level: 'info',
    format: 'json',
    output: 'stdout',
    write: (text, output) => written.push([text, output]),
  });
  for (const output of ['stdout', 'stderr', 'syslog', 'stdout'] as const) {
    logger.adjust({ output });
    logger.info('x', { output });
  }
  assert.deepEqual(
    written.map(([text, output]) => [text[0], output]),
    [
      ['{', 'stdout'],
      ['{', 'stderr'],
      ['<', 'syslog'],
      ['{', 'stdout'],
    ],
  );
  assert.match(written[2]?.[0] ?? '', / neighsyncd: :- neighsyncd: x output=syslog$/);
});

test('an adjustment of one thing leaves the other as it was', () => {
  const written: LogOutput[] = [];
  const options = { level: 'warn', format: 'text', output: 'stderr' } as const;
  const logger = createLogger({ ...options, write: (_, output) => written.push(output) });
  logger.adjust({ output: 'syslog' });
  logger.info('below the level');
  logger.adjust({ level: 'info' });
  logger.info('not below it');
  assert.deepEqual(written, ['syslog']);
});

for (const output of ['stdout', 'syslog'] as const) {
  test(`fields of the process are in every record for ${output}, before its own`, () => {
    const lines: string[] = [];
    const options = { level: 'info', format: 'text', output, fields: { asic: 'asic0' } } as const;
    createLogger({ ...options, write: (line) => lines.push(line) }).info('hello', { rows: 1 });
    assert.match(lines[0] ?? '', /hello asic=asic0 rows=1\n?$/);
  });
}

/** A value, and how a line of text shows it. */
const VALUES: readonly (readonly [unknown, string])[] = [
  ['plain', 'plain'],
  ['unix:/run/redis.sock', 'unix:/run/redis.sock'],
  ['two words', '"two words"'],
  ['', '""'],
  ['a=b', '"a=b"'],
  ['say "x"', String.raw`"say \"x\""`],
  ['line\nbreak', String.raw`"line\nbreak"`],
  ['\x1b[2J', String.raw`"\u001b[2J"`],
  [12, '12'],
  [true, 'true'],
  [null, 'null'],
  [['a', 1], '["a",1]'],
  [{ a: 'b c' }, '{"a":"b c"}'],
  [12n, '12'],
];
for (const [value, text] of VALUES) {
  test(`text shows ${typeof value} ${String(value)} as ${text}`, () => {
    assert.equal(shown({ key: value }), ` key=${text}\n`);
  });
}

test('several fields stand in the order in which they are given', () => {
  assert.equal(shown({ rows: 2, where: 'here' }), ' rows=2 where=here\n');
});

test('no value of a field breaks a text record into two lines', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const controls = [...shown({ value })].filter((character) => character < ' ');
      assert.deepEqual(controls, ['\n']);
    }),
  );
});

const circular: Record<string, unknown> = { name: 'loop' };
circular['self'] = circular;
const ODD: readonly (readonly [string, LogFields])[] = [
  ['a BigInt', { value: 2n ** 70n }],
  ['a nested BigInt', { value: { deep: [1n] } }],
  ['a circular value', circular],
  ['a nested circular value', { value: circular }],
  ['undefined', { value: undefined }],
  ['a function', { value: () => 1 }],
  ['a symbol', { value: Symbol('s') }],
  ['NaN', { value: Number.NaN }],
  ['an error', { value: new Error('x') }],
  [
    'a toJSON that throws',
    {
      value: {
        toJSON: () => {
          throw new Error('no');
        },
      },
    },
  ],
];
for (const [what, fields] of ODD) {
  for (const format of ['text', 'json'] as const) {
    test(`${what} does not keep a ${format} record from being written`, () => {
      assert.match(log(format, fields), /hello/);
    });
  }
}
