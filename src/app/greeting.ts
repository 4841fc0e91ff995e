import { relative, resolve } from 'node:path';
import { type Config, configKeys } from '../config/schema.ts';
import { VRF_KEYS, VRF_SECTION } from '../config/vrf.ts';
import { formatEndpoint } from '../redis/endpoint.ts';
import type { EngineStatus } from '../sync/status.ts';
import { formatCount } from './format-count.ts';
import type { RedisSelection } from './select-redis.ts';

export type GreetingFacts = {
  readonly config: Config;
  readonly selection: RedisSelection;
  readonly status: EngineStatus;
  /** Where metrics are served, once they are. */
  readonly url: string | undefined;
};

/** A few lines for the person who has just run `npm start`; empty for a daemon that was started otherwise. */
export function greeting({ config, selection, status, url }: GreetingFacts): string {
  if (!config.redis.embedded) return '';
  const { applDb, output, source } = selection;
  const table = output === 'direct' ? 'NEIGH_TABLE:*' : '_NEIGH_TABLE:* (until orchagent takes them)';
  const neighbors = `${formatCount(status.neighbors, 'neighbor')} of ${formatCount(status.links, 'interface')}`;
  const lines = [
    '',
    `  Mirroring ${neighbors} into ${formatCount(status.rows, 'row')} ${table}`,
    `  in ${formatEndpoint(applDb.endpoint)} (${source}, ${output} output). Ctrl-C ends it.`,
    '',
    '  From another terminal, in this directory and this network namespace:',
    `  rows     ${redisCli(config, selection)} --scan --pattern '*NEIGH_TABLE:*'`,
    ...(url === undefined ? [] : [`  metrics  curl -g '${url}/metrics'    health  curl -g '${url}/health'`]),
    ...askLines(config),
    `  proof    ${verifyCommand(config, selection, url)}`,
    ...(status.rows === 0 ? ['', ...NO_ROWS] : []),
    '',
  ];
  return `${lines.join('\n')}\n`;
}

function askLines({ api }: Config): readonly string[] {
  if (!api.enabled || api.unix_socket === '') return [];
  const { default: usual } = configKeys().find(({ section, key }) => section === 'api' && key === 'unix_socket') ?? {};
  const where = api.unix_socket === usual ? '' : ` --socket ${shellWord(api.unix_socket)}`;
  return [`  ask      ${nearPath(NEIGHCTL)} show${where}`];
}

const NO_ROWS = [
  '  No neighbor of this machine gets a row now. To see one, as root, in a namespace of its own:',
  '    ip netns add demo && ip -n demo link set lo up',
  '    ip -n demo link add Ethernet0 type veth peer name peer0 && ip -n demo link set Ethernet0 up',
  '    ip -n demo neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev Ethernet0',
  '    ip netns exec demo npm start        (afterwards: ip netns del demo)',
];

const BIN = resolve(import.meta.dirname, '../../bin/neighsyncd');
const NEIGHCTL = resolve(import.meta.dirname, '../../bin/neighctl');

/** What `verify` has to know to look at the same things; the password is for its user to fill in. */
const SEEN_BY_VERIFY =
  /^(redis\.(unix_socket|host|port|database|username|database_config|embedded|embedded_dir)|performance\.max_neighbors|metrics\..*|deployment\.(output|force_direct)|filtering\..*)$/;

/** From the configuration in force rather than from the command line: files and variables have their say in it, too. */
function verifyCommand(config: Config, { embedded }: RedisSelection, url: string | undefined): string {
  const words = config.redis.password === '' ? [] : ['NEIGHSYNCD_REDIS_PASSWORD=...'];
  words.push(nearPath(BIN), 'verify');
  for (const { section, key, default: usual } of configKeys()) {
    const name = `${section}.${key}`;
    const values: Readonly<Record<string, unknown>> = config[section];
    const value = name === 'metrics.port' ? portOf(config, url) : values[key];
    if (!SEEN_BY_VERIFY.test(name) || JSON.stringify(value) === JSON.stringify(usual)) continue;
    if (name === 'redis.embedded' && embedded === undefined) continue;
    words.push('--set', shellWord(`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`));
  }
  for (const [vrf, rules] of Object.entries(config[VRF_SECTION])) {
    for (const { key, default: usual } of VRF_KEYS)
      if (rules[key] !== usual) words.push('--set', shellWord(`${VRF_SECTION}.${vrf}.${key}=${rules[key]}`));
  }
  return words.join(' ');
}

/** With port 0 the system has chosen one. */
function portOf({ metrics }: Config, url: string | undefined): number {
  return metrics.port === 0 && url !== undefined ? Number(new URL(url).port) : metrics.port;
}

function redisCli({ redis }: Config, { applDb }: RedisSelection): string {
  const { endpoint, id } = applDb;
  const words = ['redis-cli'];
  if (endpoint.kind === 'tcp') words.push('-h', shellWord(endpoint.host), '-p', `${endpoint.port}`);
  else words.push('-s', shellWord(nearPath(endpoint.path)));
  if (id !== 0) words.push('-n', `${id}`);
  if (redis.username !== '') words.push('--user', shellWord(redis.username));
  if (redis.password !== '') words.push('--askpass');
  return words.join(' ');
}

/** Relative to the working directory for what is below it. */
function nearPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}

function shellWord(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
