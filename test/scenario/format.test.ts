import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { needRoot } from '../support/need.ts';
import { mismatches } from '../support/scenario/arp-update.ts';
import { parseScenario } from '../support/scenario/parse.ts';
import { FORMS, play } from '../support/scenario/play.ts';
import { createWorld } from '../support/scenario/world.ts';

function parse(...lines: readonly string[]) {
  return parseScenario(lines.join('\n'), 'a.scenario', FORMS);
}

describe('a scenario file', () => {
  test('has a title, steps and their indented lines; comments and empty lines are nothing', () => {
    const { title, steps } = parse('# by us', 'A day', '', 'batch 3 times  # a burst', '  link set x up', '#', 'stop');
    assert.equal(title, 'A day');
    assert.deepEqual(
      steps.map(({ at, text, block }) => [at, text, block]),
      [
        ['a.scenario:4', 'batch 3 times', [{ at: 'a.scenario:5', text: 'link set x up' }]],
        ['a.scenario:7', 'stop', []],
      ],
    );
  });

  const wrong: readonly (readonly [string, readonly string[], string])[] = [
    ['a step that means nothing', ['A day', 'stop', 'expect wonders'], 'a.scenario:3: means nothing: expect wonders'],
    ['a step without the lines it needs', ['A day', 'batch'], 'a.scenario:2: needs indented lines: batch'],
    ['lines where none belong', ['A day', 'stop', '  now'], 'a.scenario:3: belongs to no step'],
    ['lines before any step', ['A day', '  now'], 'a.scenario:2: belongs to no step: now'],
    [
      'a time limit for what is no expectation',
      ['A day', 'within 3 s stop'],
      'a.scenario:2: means nothing: within 3 s stop',
    ],
    ['nothing to play', ['A day'], 'a.scenario:1: has no steps'],
    ['nothing at all', [''], 'a.scenario:1: a scenario begins with a line that says what it is about'],
  ];
  for (const [what, lines, message] of wrong) {
    test(`is refused with its line: ${what}`, () => assert.throws(() => parse(...lines), { message }));
  }
});

/** Plays steps that must fail, and returns what they say. */
async function failure(...steps: readonly string[]): Promise<string> {
  await using world = await createWorld();
  const failed = await play(parse('A bad day', ...steps), world).catch((error: Error) => error);
  if (failed instanceof Error) return failed.message.split('\nthe daemon logged')[0] ?? '';
  throw new assert.AssertionError({ message: `did not fail: ${steps.join('; ')}` });
}

describe('an expectation that does not hold is shown with its line and the difference', () => {
  test('rows', async (t) => {
    if (!needRoot(t)) return;
    const boot = ['ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev Ethernet0 nud permanent', 'start', 'settle'];
    const found = await failure(
      ...boot,
      'expect rows',
      '  Ethernet0  10.0.0.2  02:00:00:00:00:03',
      '  Ethernet4  10.0.0.2  02:00:00:00:00:02',
    );
    assert.equal(
      found,
      `a.scenario:5: expect rows

ROW                 EXPECTED           FOUND
Ethernet0:10.0.0.2  02:00:00:00:00:03  02:00:00:00:00:02
Ethernet4:10.0.0.2  02:00:00:00:00:02  -
`,
    );
  });

  test('what arp_update sees, what the consumer saw, and metrics', async (t) => {
    if (!needRoot(t)) return;
    const neighbor = 'ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev Ethernet0 nud permanent';
    assert.match(
      await failure(neighbor, 'expect arp_update equal'),
      /^10\.0\.0\.2 Ethernet0 +- +no rule: kernel 02:00:00:00:00:02 PERMANENT, row missing$/m,
    );
    assert.match(
      await failure('expect arp_update equal', '  10.0.0.9 Ethernet0: zero_mac'),
      /^10\.0\.0\.9 Ethernet0 +zero_mac +-$/m,
    );
    const seen = [
      'appl_db SADD NEIGH_TABLE_KEY_SET Ethernet0:10.0.0.2',
      'appl_db PUBLISH NEIGH_TABLE_CHANNEL@0 G',
      'settle',
    ];
    assert.match(
      await failure('mark begin', ...seen, 'expect no operation since begin'),
      /^UNEXPECTED OPERATIONS\nDEL Ethernet0:10\.0\.0\.2$/m,
    );
    assert.match(
      await failure(...seen, 'within 1 s expect consumer saw DEL Ethernet0:10.0.0.2 before SET Ethernet0:10.0.0.2'),
      /^SET Ethernet0:10\.0\.0\.2 after DEL Ethernet0:10\.0\.0\.2 +DEL Ethernet0:10\.0\.0\.2$/m,
    );
    assert.match(await failure('start', 'expect metric rows > 7'), /^rows +> 7 +0$/m);
    assert.match(await failure('expect metric rows > 7'), /the daemon is not running/);
    assert.match(
      await failure('ip link set Ethernet99 up'),
      /^a\.scenario:2: ip link set Ethernet99 up\n\n.*Ethernet99/,
    );
    assert.match(await failure('config_db HSET lonely'), /^a\.scenario:2: config_db HSET lonely\n\n.*wrong number/s);
  });
});

test('arp_update looks at what SONiC says it looks at, and each rule is known', () => {
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['fe80::2 dev Ethernet0 lladdr 02:00:00:00:00:02 REACHABLE', undefined],
    ['10.0.0.3 dev Ethernet0 FAILED', undefined],
    ['10.0.0.4 dev Ethernet0 INCOMPLETE', undefined],
    ['10.0.0.5 dev Ethernet0 lladdr 02:00:00:00:00:05 STALE', 'no rule'],
    ['10.0.0.6 dev Ethernet0 lladdr 02:00:00:00:00:06 extern_learn NOARP', 'no rule'],
    ['10.0.0.7 dev Ethernet0 lladdr 02:00:00:00:00:07 NOARP', 'noarp'],
    ['10.0.0.8 dev Ethernet0 lladdr 00:00:00:00:00:00 PERMANENT', 'zero_mac'],
    ['10.0.0.9 dev Ethernet0 lladdr ff:ff:ff:ff:ff:ff PERMANENT', 'broadcast_mac'],
    ['10.0.0.10 dev tun0 lladdr 01:02:03:04 PERMANENT', 'odd_mac'],
    ['10.0.0.11 dev Ethernet0 PERMANENT', 'missing_mac'],
    ['169.254.0.12 dev Ethernet0 lladdr 02:00:00:00:00:0c REACHABLE', 'no rule'],
    ['ff02::d dev Ethernet0 lladdr 33:33:00:00:00:0d NOARP', 'multicast'],
    ['10.0.0.14 dev lo lladdr 02:00:00:00:00:0e PERMANENT', 'interface'],
    ['10.0.0.15 dev Ethernet0 lladdr 02:00:00:00:00:0f PROBE', 'no rule'],
  ];
  const mode = { dualTor: false, evpn: false };
  const text = lines.map(([line]) => `${line} \n`).join('');
  const seen = new Map(mismatches(text, new Map(), mode).map(({ address, rule }) => [address, rule ?? 'no rule']));
  for (const [line, rule] of lines) assert.equal(seen.get(line.split(' ')[0] ?? ''), rule, line);
  assert.equal(mismatches(text, new Map([['Ethernet0:10.0.0.5', '02:00:00:00:00:05']]), mode).length, seen.size - 1);

  const other = new Map(
    mismatches(text, new Map(), { dualTor: true, evpn: true }).map((one) => [one.address, one.rule]),
  );
  assert.equal(other.get('169.254.0.12'), 'ipv4_link_local');
  assert.equal(other.get('10.0.0.15'), 'evpn_probe');
  assert.equal(other.get('10.0.0.8'), undefined);
});
