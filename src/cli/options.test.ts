import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flagSource } from '../config/sources.ts';
import { type CliOptions, parseOptions } from './options.ts';

const NONE: CliOptions = {
  config: undefined,
  settings: [],
  json: false,
  record: undefined,
  recordLimitMib: 64,
  budgetS: 110,
};

const ACCEPTED: readonly (readonly [readonly string[], Partial<CliOptions>])[] = [
  [[], {}],
  [['--config', 'a.conf'], { config: 'a.conf' }],
  [['--config=a.conf'], { config: 'a.conf' }],
  [['--set', 'a.b=1', '--set=c.d=e=f'], { settings: ['a.b=1', 'c.d=e=f'] }],
  [['--set', 'redis.password=-x'], { settings: ['redis.password=-x'] }],
  [['--sonic-db-config', '/a/b.json'], { settings: ['redis.database_config="/a/b.json"'] }],
  [['--sonic-db-config=b.json', '--set', 'a.b=1'], { settings: ['a.b=1', 'redis.database_config="b.json"'] }],
  [['--json'], { json: true }],
  [['--budget', '30'], { budgetS: 30 }],
  [['--record', 'a.cap', '--record-limit', '7'], { record: 'a.cap', recordLimitMib: 7 }],
];
for (const [args, expected] of ACCEPTED) {
  test(`"${args.join(' ')}" is understood`, () => {
    assert.deepEqual(parseOptions(args, { json: true, record: true, budget: true }), { ...NONE, ...expected });
  });
}

test('the short form of a database_config.json keeps any path as it is', () => {
  for (const path of ['/plain', 'with space', '"quoted"', 'back\\slash', '1234', '# x']) {
    const { settings } = parseOptions(['--sonic-db-config', path]);
    assert.deepEqual(JSON.parse(JSON.stringify(flagSource(settings).values)), { redis: { database_config: path } });
  }
});

const REFUSED: readonly (readonly [readonly string[], RegExp])[] = [
  [['--frob'], /^options: Unknown option '--frob'/],
  [['-x'], /^options: Unknown option '-x'/],
  [['file'], /^options: Unexpected argument 'file'/],
  [['--config'], /^options: Option '--config <value>' argument missing/],
  [['--set'], /^options: Option '--set <value>' argument missing/],
  [['--sonic-db-config'], /argument missing/],
  [['--budget', '0'], /--budget: 0 is not a whole number of seconds \(1 to 170\)/],
  [['--budget', '1.5'], /--budget: 1\.5 is not/],
  [['--config', '--set'], /argument is ambiguous/],
];
for (const [args, message] of REFUSED) {
  test(`"${args.join(' ')}" is an error of usage`, () => {
    assert.throws(() => parseOptions(args, { json: true, record: true, budget: true }), {
      name: 'DaemonError',
      code: 'usage',
      message,
    });
  });
}

test('--json is only for the command that asks for it', () => {
  assert.throws(() => parseOptions(['--json']), { code: 'usage', message: /Unknown option '--json'/ });
});
