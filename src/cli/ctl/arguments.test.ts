import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAdd } from './add.ts';
import { parseAddress } from './address.ts';
import { parseGiven, splitCommand, timeoutMs } from './arguments.ts';
import type { Given } from './command.ts';
import { COMMANDS } from './commands.ts';
import { parseSettings } from './config.ts';
import { parseFilters } from './filters.ts';
import { parseCommandName } from './help.ts';
import { socketPath } from './socket.ts';

function given(command: string, line: string): Given {
  return parseGiven(
    COMMANDS[parseCommandName(command)],
    line.split(' ').filter((word) => word !== ''),
  );
}

for (const [line, name, rest] of [
  ['show --json', 'show', '--json'],
  ['--json show x', 'show', '--json x'],
  ['--socket show stats', 'stats', '--socket show'],
  ['--socket=x --timeout 5 stats --json', 'stats', '--socket=x --timeout 5 --json'],
  ['--help', undefined, '--help'],
] as const) {
  test(`the command of "${line}" is ${name}`, () => {
    assert.deepEqual(splitCommand(line.split(' ')), { name, rest: rest.split(' ') });
  });
}

const ADDED = { ip_address: '10.0.0.1', mac_address: '02:00:00:00:00:01', interface: 'Vlan10' } as const;
for (const [line, more] of [
  ['10.0.0.1 lladdr 02:00:00:00:00:01 dev Vlan10', {}],
  ['dev Vlan10 lladdr 02:00:00:00:00:01 10.0.0.1', {}],
  ['10.0.0.1 --mac 02:00:00:00:00:01 --interface Vlan10', {}],
  ['10.0.0.1 lladdr 02:00:00:00:00:01 --interface=Vlan10 stale', { state: 'stale' }],
  ['10.0.0.1 lladdr 02:00:00:00:00:01 dev Vlan10 nud reachable', { state: 'reachable' }],
  ['10.0.0.1 lladdr 02:00:00:00:00:01 dev Vlan10 --state permanent', { state: 'permanent' }],
  ['10.0.0.1 lladdr 02:00:00:00:00:01 dev Vlan10 extern_learn router', { extern_learn: true, router: true }],
  ['10.0.0.1 lladdr 02:00:00:00:00:01 dev Vlan10 --extern-learn --router', { extern_learn: true, router: true }],
] as const) {
  test(`"add ${line}" is understood`, () => {
    assert.deepEqual(parseAdd(given('add', line)), { ...ADDED, extern_learn: false, router: false, ...more });
  });
}

for (const [line, expected] of [
  ['', {}],
  ['10.0.0.0/8', { prefix: '10.0.0.0/8' }],
  ['fe80::1 dev Vlan10', { prefix: 'fe80::1', interface: 'Vlan10' }],
  ['nud stale vrf Vrf_red', { state: 'stale', vrf: 'Vrf_red' }],
  [
    '--prefix ::/0 --interface a --state b --family c --vrf d --mac e --source f',
    { prefix: '::/0', interface: 'a', state: 'b', family: 'c', vrf: 'd', mac: 'e', source: 'f' },
  ],
] as const) {
  test(`"show ${line}" is understood`, () => {
    const found = Object.entries(parseFilters(given('show', line))).filter(([, value]) => value !== undefined);
    assert.deepEqual(Object.fromEntries(found), expected);
  });
}

test('an address is a part of a path, whatever is in it', () => {
  const { path, name, query } = parseAddress('del', given('del', 'fe80::1%/../x dev Vlan10'));
  assert.deepEqual([path, name, query], ['fe80%3A%3A1%25%2F..%2Fx', 'Vlan10', { interface: 'Vlan10' }]);
});

test('a value is JSON, but text where the key wants text, or where it is no JSON', () => {
  const keys = [
    { key: 'logging.level', default: 'info' },
    { key: 'performance.batch_size', default: 100 },
  ];
  const settings = [
    'performance.batch_size=200',
    'logging.level=7',
    'logging.file=a=b',
    'f.i=["Ethernet*"]',
    'a.b="x"',
  ];
  assert.deepEqual(parseSettings(settings, keys), {
    'performance.batch_size': 200,
    'logging.level': '7',
    'logging.file': 'a=b',
    'f.i': ['Ethernet*'],
    'a.b': 'x',
  });
});

const REFUSED: readonly (readonly [string, () => unknown, RegExp])[] = [
  ['an unknown command', () => parseCommandName('start'), /^neighctl: start is not one of show, explain, /],
  ['what every object has', () => parseCommandName('toString'), /^neighctl: toString is not one of /],
  ['an unknown option', () => given('show', '--fast'), /--fast/],
  ['an option of another command', () => given('stats', '--vrf x'), /--vrf/],
  ['an option without its value', () => given('show', '--vrf'), /--vrf/],
  ['a flag with a value', () => given('show', '--json=x'), /--json/],
  [
    'two addresses',
    () => parseFilters(given('show', '10.0.0.1 10.0.0.2')),
    /one IP or PREFIX.*10\.0\.0\.1 10\.0\.0\.2/,
  ],
  ['a condition twice', () => parseFilters(given('show', 'dev a --interface b')), /the interface is given twice/],
  ['a word twice', () => parseFilters(given('show', 'dev a dev b')), /dev is there twice/],
  ['a word without its value', () => parseFilters(given('show', 'dev')), /dev needs a value/],
  ['to add nothing', () => parseAdd(given('add', '')), /add needs an IP/],
  ['to add without MAC', () => parseAdd(given('add', '10.0.0.1 dev x')), /add needs lladdr MAC/],
  ['to add nowhere', () => parseAdd(given('add', '10.0.0.1 lladdr x')), /add needs dev IF/],
  ['two states', () => parseAdd(given('add', '1 lladdr x dev y stale permanent')), /the state is given twice/],
  ['a state in two ways', () => parseAdd(given('add', '1 lladdr x dev y stale --state stale')), /the state is given/],
  ['a word too many', () => parseAdd(given('add', '1 lladdr x dev y probe')), /add does not know probe/],
  ['to delete nothing', () => parseAddress('del', given('del', 'dev x')), /del needs an IP/],
  ['no setting', () => parseSettings([], []), /config set needs KEY=VALUE/],
  ['a setting without value', () => parseSettings(['a.b'], []), /"a\.b" is not of the form KEY=VALUE/],
  ['no time', () => timeoutMs(given('show', '--timeout 0')), /--timeout: 0 .*\(1 to 600\)/],
  ['a socket without a name', () => socketPath('', {}), /--socket: the path is empty/],
  ['a path that is too long', () => socketPath('x'.repeat(108), {}), /--socket: the path is longer than 107 bytes/],
];
for (const [what, parse, message] of REFUSED) {
  test(`${what} is refused`, () => assert.throws(parse, { code: 'usage', message }));
}

test('the time to wait is a minute unless another one is given', () => {
  assert.deepEqual([timeoutMs(given('show', '')), timeoutMs(given('show', '--timeout 600'))], [60_000, 600_000]);
});

test('the socket is the one asked for, that of the environment, the usual one, or that of a checkout', () => {
  const only =
    (...there: readonly string[]) =>
    (path: string) =>
      there.includes(path);
  const [installed, checkout] = ['/run/neighsyncd/api.sock', '.run/api.sock'];
  assert.equal(socketPath('a', { NEIGHCTL_SOCKET: 'b' }, only(installed)), 'a');
  assert.equal(socketPath(undefined, { NEIGHCTL_SOCKET: 'b' }, only(installed)), 'b');
  assert.equal(socketPath(undefined, { NEIGHCTL_SOCKET: '' }, only(installed, checkout)), installed);
  assert.equal(socketPath(undefined, {}, only(checkout)), checkout);
  assert.equal(socketPath(undefined, {}, only()), installed);
  assert.equal(socketPath('x'.repeat(107), {}), 'x'.repeat(107));
});
