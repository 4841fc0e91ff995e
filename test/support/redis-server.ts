import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ConnectionOptions, createConnection, type RedisConnection } from '../../src/redis/connection.ts';
import type { RedisEndpoint } from '../../src/redis/endpoint.ts';
import type { Namespace } from './namespace.ts';

const START_TIMEOUT_MS = 20_000 * Number(process.env['TEST_PATIENCE'] ?? 1);
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

/** A private redis-server on a unix socket, set up as SONiC's: keyspace events, no persistence, 100 databases. */
export type RedisServer = AsyncDisposable & {
  readonly socket: string;
  readonly endpoint: RedisEndpoint;
  /** of the process that runs now, or ran last */
  readonly pid: number;
  /** Sends a signal; SIGKILL and SIGTERM are awaited until the process has ended. */
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
  /** Starts it again on the same socket and empty, after killing it if it runs. */
  readonly restart: () => Promise<void>;
  /** Runs the real redis-cli and returns what it prints, without the last line end. */
  readonly cli: (...args: readonly string[]) => Promise<string>;
};

/**
 * Starts a private redis-server in a new directory; disposing ends it and removes the directory.
 *
 * @param options.args more arguments for redis-server, such as `['--requirepass', 'secret']`
 * @param options.inside where it runs, for what it is to listen on besides
 */
export async function startRedis(
  options: { args?: readonly string[]; inside?: Pick<Namespace, 'command'> } = {},
): Promise<RedisServer> {
  const directory = await mkdtemp(join(tmpdir(), 'redis-server-'));
  const socket = join(directory, 'redis.sock');
  const args = [
    // Its title would overwrite the environment, by which the test runner finds what a killed test file leaves behind.
    ...['--set-proc-title', 'no'],
    ...['--unixsocket', socket, '--port', '0', '--dir', directory, '--databases', '100'],
    ...['--save', '', '--appendonly', 'no', '--notify-keyspace-events', 'AKE'],
    ...(options.args ?? []),
  ];
  const [program, all] = options.inside?.command('redis-server', ...args) ?? ['redis-server', args];
  let child = await launch(program, all);
  return {
    socket,
    endpoint: { kind: 'unix', path: socket },
    get pid() {
      return pidOf(child);
    },
    async kill(signal) {
      if (signal === 'SIGKILL' || signal === 'SIGTERM') await end(child, signal);
      else child.kill(signal);
    },
    async restart() {
      await end(child, 'SIGKILL');
      child = await launch(program, all);
    },
    async cli(...command) {
      const { stdout } = await promisify(execFile)('redis-cli', ['-s', socket, ...command], {
        maxBuffer: MAX_OUTPUT_BYTES,
      });
      return stdout.replace(/\n$/, '');
    },
    async [Symbol.asyncDispose]() {
      await end(child, 'SIGKILL');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** An open connection to a test's server, with times that suit a test; disposing ends it. */
export async function connectTo(
  server: Pick<RedisServer, 'endpoint'>,
  options: Partial<ConnectionOptions> = {},
): Promise<RedisConnection> {
  const connection = prepareConnection(server, options);
  const signal = AbortSignal.timeout(START_TIMEOUT_MS);
  connection.open(new AbortController().signal);
  await connection.ready(signal);
  return connection;
}

/** The same, not opened. */
export function prepareConnection(
  server: Pick<RedisServer, 'endpoint'>,
  options: Partial<ConnectionOptions> = {},
): RedisConnection {
  return createConnection({ ...connectionOptions(server), ...options });
}

/** Times that suit a test. */
export function connectionOptions({ endpoint }: Pick<RedisServer, 'endpoint'>): ConnectionOptions {
  return {
    endpoint,
    database: 0,
    name: 'test',
    connectTimeoutMs: 5000,
    socketTimeoutMs: 5000,
    pingIntervalMs: 1000,
    reconnectMaxMs: 100,
  };
}

async function launch(program: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  // A test run that dies must not leave its servers behind.
  const reap = () => child.kill('SIGKILL');
  process.once('exit', reap);
  child.once('exit', () => process.off('exit', reap));
  const { promise: ready, resolve, reject } = Promise.withResolvers<ChildProcess>();
  let log = '';
  const fail = (reason: string) => reject(new Error(`redis-server ${reason}:\n${log}`));
  const timer = setTimeout(() => fail('is not ready in time'), START_TIMEOUT_MS);
  child.once('error', (error) => fail(error.message));
  child.once('exit', (code) => fail(`ended with ${code}`));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    log += text;
    if (/ready to accept connections/i.test(log)) resolve(child);
  });
  try {
    return await ready;
  } catch (error) {
    reap();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('redis-server has no pid');
  return child.pid;
}
