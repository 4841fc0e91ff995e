import assert from 'node:assert/strict';
import { test } from 'node:test';
import { betweenMarkers } from './document.ts';
import { formatReport } from './markdown.ts';
import { ratiosOf } from './ratios.ts';
import { isWrong, resultOf } from './result.ts';

const MACHINE = {
  cpu: 'A CPU',
  cores: 2,
  kernel: '6.18',
  node: '26.10.0',
  redis: '7.0.15',
  commit: 'abc',
  date: '2026-11-24T00:00Z',
};
const POINT = { size: 10_000, output: 'producer', patterns: 0 } as const;
const REDIS = resultOf({ name: 'redis-alone' }, POINT, '-', [{ seconds: 0.1 }]);
const DUMP = resultOf({ name: 'dump' }, POINT, '-', [{ seconds: 0.05 }]);
const NODE = resultOf({ name: 'node-start' }, { ...POINT, size: 1 }, '-', [{ seconds: 0.2 }]);
const START = resultOf({ name: 'start' }, POINT, 'neighsyncd', [{ seconds: 0.5 }]);
const BURST = resultOf({ name: 'burst-add' }, POINT, 'neighsyncd', [
  { seconds: 0.25, wrongRows: 0 },
  { seconds: 0.15, wrongRows: 0 },
  { seconds: 0.2, wrongRows: 0 },
]);
const OTHER = resultOf({ name: 'burst-add' }, POINT, 'other', [{ seconds: 1, wrongRows: 3 }]);

test('a case is a table with the figures that it has', () => {
  const text = formatReport({ machine: MACHINE, rounds: 3, results: [BURST, OTHER], ratios: [] });
  assert.equal(
    text,
    [
      'A CPU, 2 cores; Linux 6.18, Node.js 26.10.0, Redis 7.0.15; commit abc, 2026-11-24T00:00Z. Median of 3 (least to most).',
      '',
      '### burst-add',
      '',
      '| size | setting | daemon | time [s] | wrong [rows] |',
      '|---|---|---|---|---|',
      '| 10,000 | producer | neighsyncd | 0.200 (0.150 to 0.250) | 0 |',
      '| 10,000 | producer | other | 1.000 | 3 |',
    ].join('\n'),
  );
});

test('bursts and starts are put beside what the parts take alone, and other daemons beside ours', () => {
  const ratios = ratiosOf([REDIS, DUMP, NODE, START, BURST, OTHER]);
  assert.deepEqual(
    ratios.map(({ case: name, subject, of, ratio }) => [name, subject, of, Number(ratio.toFixed(3))]),
    [
      ['start', 'neighsyncd', "(time - Node's own start) / (dump + Redis alone)", 2],
      ['burst-add', 'neighsyncd', 'time / Redis alone', 2],
      ['burst-add', 'other', 'time / Redis alone', 10],
      ['burst-add', 'other', 'seconds: other / neighsyncd', 5],
    ],
  );
});

test('there is no ratio to what was not measured, or not in that setting', () => {
  assert.deepEqual(ratiosOf([BURST, START]), []);
  const direct = resultOf({ name: 'burst-add' }, { ...POINT, output: 'direct' }, 'neighsyncd', [{ seconds: 1 }]);
  assert.deepEqual(ratiosOf([REDIS, direct]), []);
});

test('one wrong row in one round is enough', () => {
  assert.equal(isWrong(BURST), false);
  assert.equal(
    isWrong(resultOf({ name: 'x' }, POINT, 'y', [{ wrongRows: 0 }, { wrongRows: 1 }, { wrongRows: 0 }])),
    true,
  );
});

test('the tables go between the markers, whatever is in them', () => {
  const document = 'a\n<!-- bench -->\nold\n<!-- /bench -->\nb\n';
  assert.equal(betweenMarkers(document, 'bench', 'new $1 $&'), 'a\n<!-- bench -->\nnew $1 $&\n<!-- /bench -->\nb\n');
  assert.equal(betweenMarkers('<!-- bench -->\n<!-- /bench -->', 'bench', 'x'), '<!-- bench -->\nx\n<!-- /bench -->');
  assert.throws(() => betweenMarkers('none', 'bench', 'x'), /has no <!-- bench -->/);
});
