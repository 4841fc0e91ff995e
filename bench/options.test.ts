import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseCompareOptions } from './compare-options.ts';
import { parseBenchOptions } from './options.ts';

const NAMES = ['start', 'burst-add'];

describe('the options of npm run bench', () => {
  const parse = (...args: readonly string[]) => parseBenchOptions(args, NAMES);
  const usual = {
    quick: false,
    list: false,
    write: false,
    only: undefined,
    rounds: 3,
    out: undefined,
    command: undefined,
  };

  test('mean all cases in three rounds when there are none', () => {
    assert.deepEqual(parse(), usual);
  });

  test('mean what they say', () => {
    assert.deepEqual(parse('--quick'), { ...usual, quick: true, rounds: 1 });
    assert.deepEqual(parse('--quick', '--rounds', '2'), { ...usual, quick: true, rounds: 2 });
    assert.deepEqual(parse('--only', 'start, burst-add', '--out', 'x.json', '--write'), {
      ...usual,
      only: NAMES,
      out: 'x.json',
      write: true,
    });
    assert.deepEqual(parse('--cmd', 'exec other', '--list'), { ...usual, command: 'exec other', list: true });
  });

  for (const [args, message] of [
    [['--only', 'start,burst'], /^Error: --only burst: no such case; allowed: start, burst-add$/],
    [['--only', ''], /^Error: --only : no such case; allowed: start, burst-add$/],
    [['--rounds', '0'], /^Error: --rounds 0: not a number from 1 to 100$/],
    [['--rounds', '101'], /--rounds 101: not a number/],
    [['--rounds', '1e1'], /--rounds 1e1: not a number/],
    [['--cmd', ''], /^Error: --cmd '': must not be empty$/],
    [['--out', ''], /^Error: --out '': must not be empty$/],
    [['--write', '--quick'], /^Error: --write with --quick/],
    [['--fast'], /Unknown option '--fast'/],
    [['fast'], /Unexpected argument 'fast'/],
  ] as const) {
    test(`are refused: ${args.join(' ')}`, () => {
      assert.throws(() => parse(...args), message);
    });
  }
});

describe('the options of npm run bench:compare', () => {
  const parse = (...args: readonly string[]) => parseCompareOptions(args, NAMES);

  test('begin with what to compare with', () => {
    const usual = ['start', 'burst-add', 'mac-change', 'state-change', 'latency'];
    assert.deepEqual(parse('HEAD~1'), { base: 'HEAD~1', micro: false, only: usual, rounds: 5 });
    assert.deepEqual(parse('--rounds', '3', 'main', '--only', 'start'), {
      base: 'main',
      micro: false,
      only: ['start'],
      rounds: 3,
    });
    assert.equal(parse('main', '--micro').micro, true);
  });

  for (const [args, message] of [
    [[], /^Error: 0 arguments: needed is one/],
    [['a', 'b'], /^Error: 2 arguments: needed is one/],
    [['a', '--only', 'nothing'], /--only nothing: no such case/],
    [['a', '--micro', '--only', 'start'], /^Error: --only start with --micro/],
  ] as const) {
    test(`are refused: ${args.join(' ')}`, () => {
      assert.throws(() => parse(...args), message);
    });
  }
});
