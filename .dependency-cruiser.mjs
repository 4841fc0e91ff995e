import './scripts/swc-using.ts';
import { ROOMS } from './scripts/rooms.ts';

const TESTS = '[.]test[.]ts$';
const room = (name) => `^src/${name}/`;
const packages = (names) => `(^|/)node_modules/(${names})(/|$)|^(${names})(/|$)`;

/** One rule for each room: nothing from the rooms below it in the list. */
const order = ROOMS.slice(0, -1).map((name, index) => ({
  name: `room-order-${name}`,
  comment: `${name}/ imports only from itself and: ${ROOMS.slice(0, index).join(', ')}`,
  severity: 'error',
  from: { path: room(name) },
  to: { path: [...ROOMS.slice(index + 1).map(room), '^src/[^/]+$'] },
}));

const rules = [
  {
    name: 'room-unknown',
    comment: 'a folder in src/ must stand in scripts/rooms.ts',
    from: {},
    to: { path: '^src/[^/]+/', pathNot: ROOMS.map(room) },
  },
  {
    name: 'neighbor-is-pure',
    comment: 'neighbor/ takes of netlink/ only the codec, nothing of host/, and no built-in module',
    from: { path: room('neighbor'), pathNot: TESTS },
    to: { path: ['^src/netlink/(?!codec/)', room('host')] },
  },
  {
    name: 'codec-is-pure',
    comment: 'netlink/codec/ knows neither sockets nor the rest of netlink/',
    from: { path: '^src/netlink/codec/', pathNot: TESTS },
    to: { path: ['^src/netlink/(?!codec/)', room('host')] },
  },
  {
    name: 'pure-without-node',
    comment: 'neighbor/ and netlink/codec/ import no node: module',
    from: { path: [room('neighbor'), '^src/netlink/codec/'], pathNot: TESTS },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'koffi-only-in-host',
    comment: 'only host/ talks to the operating system through koffi',
    from: { path: '^src/', pathNot: room('host') },
    to: { path: packages('koffi') },
  },
  {
    name: 'redis-client-only-in-redis',
    comment: 'only redis/ knows the Redis client',
    from: { path: '^src/', pathNot: room('redis') },
    to: { path: packages('@redis') },
  },
  {
    name: 'src-without-test',
    comment: 'what ships does not import what tests it',
    from: { path: '^src/', pathNot: TESTS },
    to: { path: ['^(test|bench|scripts)/', TESTS] },
  },
  {
    name: 'src-without-development-packages',
    comment: 'what ships imports only what is installed with it',
    from: { path: '^src/', pathNot: TESTS },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
  },
  { name: 'no-cycle', comment: 'modules do not import each other in a circle', from: {}, to: { circular: true } },
  { name: 'no-missing-module', comment: 'every import leads somewhere', from: {}, to: { couldNotResolve: true } },
];

export default {
  forbidden: [...order, ...rules.map((rule) => ({ severity: 'error', ...rule }))],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
