import { isIPv4 } from 'node:net';
import { z } from 'zod';
import { API } from './api.ts';
import { boolean, type ConfigProblem, choice, integer, interfacePatterns, type KeyMeta, text } from './kinds.ts';
import { PERFORMANCE } from './performance.ts';
import { TUNING } from './tuning.ts';
import { VRF_KEYS, VRF_SECTION, type VrfConfigs, vrfNameProblems, vrfSections } from './vrf.ts';

/** Every section and key, with range, default and help: the one source for file, environment, flags, and documents. */
const SECTIONS = {
  redis: z.strictObject({
    unix_socket: text({
      help: 'Path of the unix socket of the Redis to use. Excludes `redis.host`.',
      allowed: 'a path',
    }),
    host: text({ help: 'Host name or address of the Redis to use.', allowed: 'a host' }),
    port: integer({ min: 1, max: 65535, default: 6379, help: 'TCP port, with `redis.host`.' }),
    database: integer({ min: 0, max: 15, default: 0, help: 'APPL_DB, with `redis.unix_socket` or `redis.host`.' }),
    username: text({ help: 'ACL user, if the server wants one.' }),
    password: text({ help: 'Password, if the server wants one. Never shown.', secret: true }),
    database_config: text({
      help: 'SONiC database_config.json to take the server and the database ids from. When nothing selects a Redis, /var/run/redis/sonic-db/database_config.json is used if it exists.',
      allowed: 'a path',
    }),
    embedded: boolean({
      default: false,
      help: 'Start a private redis-server when nothing else selects one. `npm start` sets it.',
    }),
    embedded_dir: text({ default: '.run', allowed: 'a path', help: 'Where the private redis-server has its socket.' }),
    connect_timeout_ms: integer({ min: 100, max: 60000, default: 3000, help: 'To connect and authenticate.' }),
    ping_interval_ms: integer({ min: 100, max: 60000, default: 1000, help: 'How often an idle connection is tested.' }),
    socket_timeout_ms: integer({
      min: 200,
      max: 120000,
      default: 5000,
      help: 'A server silent for so long is given up. Longer than `redis.ping_interval_ms`.',
    }),
    reconnect_max_ms: integer({ min: 50, max: 60000, default: 2000, help: 'Longest pause between two attempts.' }),
  }),
  netlink: z.strictObject({
    receive_buffer_bytes: integer({
      min: 4096,
      max: 268435456,
      default: 16777216,
      help: 'Receive buffer of the event socket; one waiting event takes 416 bytes of it.',
    }),
  }),
  logging: z.strictObject({
    level: choice({
      of: ['trace', 'debug', 'info', 'warn', 'error'],
      default: 'info',
      live: true,
      help: 'The least that is logged.',
    }),
    format: choice({
      of: ['text', 'json'],
      default: 'text',
      help: 'One line per record, on stdout or stderr; syslog has a form of its own.',
    }),
    output: choice({
      of: ['stdout', 'stderr', 'syslog'],
      default: 'stdout',
      live: true,
      help: 'Where the log goes; `syslog` is /dev/log.',
    }),
  }),
  performance: PERFORMANCE,
  metrics: z.strictObject({
    enabled: boolean({ default: true, help: 'Serve /metrics, /health, /livez, /readyz and /tuning.' }),
    address: text({
      default: '::1',
      allowed: '::1, localhost or an address in 127.0.0.0/8',
      help: 'Address to listen on; 127.0.0.1 takes the place of ::1 where IPv6 is off.',
    }),
    port: integer({ min: 0, max: 65535, default: 9091, help: 'Port to listen on; 0 lets the system choose one.' }),
  }),
  api: API,
  deployment: z.strictObject({
    output: choice({
      of: ['auto', 'producer', 'direct'],
      default: 'auto',
      help: '`producer` speaks to orchagent, `direct` writes the rows themselves. `auto` is producer with a database_config.json, else direct.',
    }),
    force_direct: boolean({
      default: false,
      help: 'Allow direct output although an orchagent reads, or seems to read, this database.',
    }),
    start_grace_ms: integer({
      min: 0,
      max: 600000,
      default: 5000,
      help: 'How long after the start rows without a neighbor are kept.',
    }),
    fast_boot_hold_ms: integer({
      min: 0,
      max: 3600000,
      default: 300000,
      help: 'The same for a cold start after a fast reboot, if the machine has not been up for longer than this.',
    }),
    verify_interval_ms: integer({
      min: 0,
      max: 86400000,
      default: 600000,
      live: true,
      help: 'Pause between two background comparisons of kernel and database; 0 switches them off.',
    }),
  }),
  filtering: z.strictObject({
    ipv4_enabled: boolean({ default: true, live: true, help: 'Mirror IPv4 neighbors.' }),
    ipv6_enabled: boolean({ default: true, live: true, help: 'Mirror IPv6 neighbors.' }),
    loopback_enabled: boolean({ default: false, live: true, help: 'Mirror neighbors on lo.' }),
    interfaces: interfacePatterns({
      live: true,
      help: 'Interfaces to mirror; empty means all. Rows of others are never touched.',
    }),
    link_local_interfaces: interfacePatterns({
      live: true,
      help: 'Interfaces whose IPv6 link-local neighbors get rows.',
    }),
    link_local_grace_ms: integer({
      min: 0,
      max: 600000,
      default: 5000,
      live: true,
      help: 'How long rows of link-local neighbors stay after link-local was disabled on their interface.',
    }),
    failed_table: boolean({
      default: false,
      live: true,
      help: 'Write NEIGH_FAILED_TABLE on dual ToR; for images whose orchagent reads it.',
    }),
  }),
  tuning: TUNING,
} as const;

export type SectionName = keyof typeof SECTIONS;

/** A configuration that has been validated: only `loadConfig` makes one. */
export type Config = { readonly [S in SectionName]: Readonly<z.infer<(typeof SECTIONS)[S]>> } & {
  /** By the name of the VRF. */
  readonly [VRF_SECTION]: VrfConfigs;
};

const schema = z.strictObject({ ...SECTIONS, [VRF_SECTION]: vrfSections });

export const SECTION_NAMES = Object.keys(SECTIONS) as readonly SectionName[];

/** One key, as documents and `show-config` present it. */
export type ConfigKey = KeyMeta & {
  readonly section: SectionName;
  readonly key: string;
  readonly default: unknown;
};

/** All keys in the order of the schema, but for those of VRFs (`VRF_KEYS`). */
export function configKeys(): readonly ConfigKey[] {
  return SECTION_NAMES.flatMap((section) =>
    Object.entries(SECTIONS[section].shape).map(([key, value]) => {
      const { help, allowed, live, secret = false } = value.meta() as KeyMeta;
      return { section, key, help, allowed, live, secret, default: value.parse(undefined) };
    }),
  );
}

/** Validates the merged values of all sources. */
export function validate(raw: Readonly<Record<string, unknown>>): Config | readonly ConfigProblem[] {
  const complete = { ...Object.fromEntries([...SECTION_NAMES, VRF_SECTION].map((name) => [name, {}])), ...raw };
  const result = schema.safeParse(complete);
  const names = vrfNameProblems(complete[VRF_SECTION]);
  if (!result.success) return [...names, ...result.error.issues.flatMap(problemsOf)];
  const problems = [...names, ...relations(result.data)];
  return problems.length > 0 ? problems : result.data;
}

function problemsOf(issue: z.core.$ZodIssue): readonly ConfigProblem[] {
  const path = issue.path.map(String);
  const isVrf = path[0] === VRF_SECTION;
  if (issue.code !== 'unrecognized_keys') {
    const text = path.length < (isVrf ? 3 : 2) ? 'is a section, and needs keys' : issue.message;
    return [{ path, text }];
  }
  const [known, what] =
    path.length === 0
      ? [[...SECTION_NAMES, `${VRF_SECTION}.NAME`], 'section']
      : [isVrf ? VRF_KEYS.map(({ key }) => key) : Object.keys(SECTIONS[path[0] as SectionName].shape), 'key'];
  return issue.keys.map((key) => ({
    path: [...path, key],
    text: `unknown ${what} (known here: ${known.join(', ')})`,
  }));
}

/** What single keys cannot say. */
function relations({ redis, metrics, api }: Config): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const selections = ['unix_socket', 'host', 'database_config'].filter((key) => redis[key as 'host'] !== '');
  if (selections.length > 1) {
    const others = selections.slice(0, -1).map((key) => `redis.${key}`);
    problems.push({
      path: ['redis', selections.at(-1) ?? ''],
      text: `${others.join(' and ')} also selects a server; set only one of them`,
    });
  }
  if (redis.socket_timeout_ms <= redis.ping_interval_ms) {
    problems.push({
      path: ['redis', 'socket_timeout_ms'],
      text: `${redis.socket_timeout_ms} is not more than redis.ping_interval_ms (${redis.ping_interval_ms})`,
    });
  }
  const addresses = [
    ['metrics', 'address', metrics.address],
    ['api', 'rest_address', api.rest_address],
    ['api', 'grpc_address', api.grpc_address],
  ] as const;
  for (const [section, key, address] of addresses) {
    if (isLoopback(address)) continue;
    problems.push({
      path: [section, key],
      text: `${JSON.stringify(address)} is not a loopback address (::1, localhost or 127.0.0.0/8); without TLS nothing else is served`,
    });
  }
  return problems;
}

function isLoopback(address: string): boolean {
  return address === '::1' || address === 'localhost' || (isIPv4(address) && address.startsWith('127.'));
}
