import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { pause } from '../base/abort.ts';
import { DaemonError } from '../base/errors.ts';

const OP = 'start the private redis-server';
/** sun_path in struct sockaddr_un has 108 bytes, the last of them zero. */
const SOCKET_PATH_LIMIT = 107;
/** `1234:M 23 Nov 2026 08:43:26.066 # ` */
const LOG_PREFIX = /^\d+:[A-Z] .*?:\d\d\.\d{3} [.*#-] /;
/** What setpriv exits with when it finds no such program (EX_EXEC_ENOENT of util-linux). */
const NO_SUCH_PROGRAM = 'exit status 127';
const START_LIMIT_MS = 10_000;
const STOP_LIMIT_MS = 5_000;

export type EmbeddedRedis = AsyncDisposable & {
  readonly pid: number;
  /** Resolves when the server has ended, asked or unasked, with how. */
  readonly ended: Promise<string>;
};

/**
 * Starts a redis-server of our own: on a unix socket only, without persistence, with the keyspace events that SONiC's has.
 * It dies with this process, however this process dies (PR_SET_PDEATHSIG).
 *
 * Throws `program_missing` without redis-server, `config_invalid` when the directory or the socket cannot be used,
 * `redis_unavailable` when the server ends or does not answer.
 */
export async function startEmbeddedRedis(
  { directory, socket }: { readonly directory: string; readonly socket: string },
  signal: AbortSignal,
): Promise<EmbeddedRedis> {
  if (Buffer.byteLength(socket) > SOCKET_PATH_LIMIT) {
    throw refuse(`${socket} is too long for a unix socket (${SOCKET_PATH_LIMIT} bytes); set redis.embedded_dir`);
  }
  makeDirectory(directory);
  if (await answers(socket)) throw refuse(`another server answers on ${socket}; is another neighsyncd running?`);
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', 'redis-server', ...settings(directory, socket)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C is for us, and we end it after the last row is written.
    detached: true,
  });
  const lastWords = collect(child);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    // Only `close` comes after its last words.
    child.once('close', (code, name) => resolve(name === null ? `exit status ${code}` : name));
  });
  const running = { pid: child.pid ?? 0, ended, [Symbol.asyncDispose]: () => stop(child, ended) };
  let end: string | undefined;
  void ended.then((how) => {
    end = how;
  });
  const deadlineMs = performance.now() + START_LIMIT_MS;
  while (!(await answers(socket))) {
    if (end !== undefined) throw failedStart(end, lastWords());
    if (signal.aborted || performance.now() > deadlineMs) {
      await running[Symbol.asyncDispose]();
      if (signal.aborted) throw new DaemonError('aborted', { op: OP });
      throw failedStart(`no answer on ${socket}`, lastWords());
    }
    await pause(10, signal);
  }
  return running;
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o750 });
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? cause.code : cause;
    const advice = 'run as its owner, or set redis.embedded_dir to a directory of yours';
    throw refuse(
      `${directory} cannot be used by uid ${process.getuid?.()} (${reason}): ${owner(directory)}; ${advice}`,
    );
  }
}

/** Who has the directory, or the nearest above it that can be seen. */
function owner(directory: string): string {
  try {
    return `${directory} belongs to uid ${statSync(directory).uid}`;
  } catch (thrown) {
    if (directory === dirname(directory)) throw thrown;
    return owner(dirname(directory));
  }
}

function settings(directory: string, socket: string): readonly string[] {
  return [
    ...['--port', '0', '--unixsocket', socket, '--unixsocketperm', '700', '--dir', directory],
    ...['--save', '', '--appendonly', 'no', '--databases', '100'],
    ...['--notify-keyspace-events', 'AKE', '--loglevel', 'warning'],
  ];
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const attempt = connect(socket);
    attempt.once('connect', () => {
      attempt.destroy();
      resolve(true);
    });
    attempt.once('error', () => resolve(false));
  });
}

/** The last line of either stream; the time and the process are cut off. */
function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (bytes: Buffer) => {
      text = (text + bytes.toString()).slice(-2000);
    });
  }
  return () => (text.trim().split('\n').at(-1) ?? '').replace(LOG_PREFIX, '');
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(timer);
}

function refuse(message: string): DaemonError {
  return new DaemonError('config_invalid', { op: OP, message });
}

function failedStart(how: string, lastWords: string): DaemonError {
  const text = [how, lastWords].filter((part) => part !== '').join(': ');
  if (how !== NO_SUCH_PROGRAM && !how.endsWith('ENOENT')) {
    return new DaemonError('redis_unavailable', { op: OP, message: text });
  }
  const hint = 'install redis-server (apt-get install redis-server), or select a Redis by configuration';
  return new DaemonError('program_missing', { op: OP, message: `${text}; ${hint}` });
}
