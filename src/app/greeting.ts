import { relative } from 'node:path';
import type { Config } from '../config/schema.ts';
import { formatEndpoint } from '../redis/endpoint.ts';
import type { EngineStatus } from '../sync/status.ts';
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
  const lines = [
    '',
    `  Mirroring ${status.neighbors} neighbors of ${status.links} interfaces into ${status.rows} rows ${table}`,
    `  in ${formatEndpoint(applDb.endpoint)} (${source}, ${output} output). Ctrl-C ends it.`,
    '',
    `  rows     ${redisCli(selection)} --scan --pattern '*NEIGH_TABLE:*'`,
    ...(url === undefined ? [] : [`  metrics  curl -g '${url}/metrics'    health  curl -g '${url}/health'`]),
    `  proof    bin/neighsyncd verify --set redis.embedded=true`,
    ...(status.rows === 0 ? ['', ...NO_ROWS] : []),
    '',
  ];
  return `${lines.join('\n')}\n`;
}

const NO_ROWS = [
  '  No neighbor of this machine gets a row now. To see one, as root, in a namespace of its own:',
  '    ip netns add demo && ip -n demo link set lo up',
  '    ip -n demo link add Ethernet0 type veth peer name peer0 && ip -n demo link set Ethernet0 up',
  '    ip -n demo neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev Ethernet0',
  '    ip netns exec demo npm start        (afterwards: ip netns del demo)',
];

function redisCli({ applDb, embedded }: RedisSelection): string {
  const { endpoint, id } = applDb;
  const database = id === 0 ? '' : ` -n ${id}`;
  if (endpoint.kind === 'tcp') return `redis-cli -h ${endpoint.host} -p ${endpoint.port}${database}`;
  const near = relative(process.cwd(), endpoint.path);
  const path = embedded === undefined || near.startsWith('..') ? endpoint.path : near;
  return `redis-cli -s ${path}${database}`;
}
