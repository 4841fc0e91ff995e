import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { pause } from '../base/abort.ts';
import { DaemonError } from '../base/errors.ts';

const OP = 'start the private redis-server';
/** sun_path in struct sockaddr_un has 108 bytes, the last of them zero. */
const SOCKET_PATH_LIMIT = 107;
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
 * Throws `program_missing` without redis-server, `config_invalid` when the socket cannot be used.
 */
export async function startEmbeddedRedis(
  { directory, socket }: { readonly directory: string; readonly socket: string },
  signal: AbortSignal,
): Promise<EmbeddedRedis> {
  if (Buffer.byteLength(socket) > SOCKET_PATH_LIMIT) {
    throw refuse(`${socket} is too long for a unix socket (${SOCKET_PATH_LIMIT} bytes); set redis.embedded_dir`);
  }
  mkdirSync(directory, { recursive: true, mode: 0o750 });
  if (await answers(socket)) throw refuse(`another server answers on ${socket}; is another neighsyncd running?`);
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', 'redis-server', ...settings(directory, socket)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own: Ctrl-C is for us, and we end it after the last row is written.
    detached: true,
  });
  const complaints = collect(child);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, name) => resolve(name === null ? `exit status ${code}` : name));
  });
  const running = { pid: child.pid ?? 0, ended, [Symbol.asyncDispose]: () => stop(child, ended) };
  let end: string | undefined;
  void ended.then((how) => {
    end = how;
  });
  const deadlineMs = performance.now() + START_LIMIT_MS;
  while (!(await answers(socket))) {
    if (end !== undefined) throw failedStart(end, complaints());
    if (signal.aborted || performance.now() > deadlineMs) {
      await running[Symbol.asyncDispose]();
      if (signal.aborted) throw new DaemonError('aborted', { op: OP });
      throw failedStart(`no answer on ${socket}`, complaints());
    }
    await pause(10, signal);
  }
  return running;
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

function collect(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    text = (text + bytes.toString()).slice(-2000);
  });
  return () => text.trim();
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

function failedStart(how: string, complaints: string): DaemonError {
  const hint = 'install redis-server (apt-get install redis-server), or select a Redis by configuration';
  const text = [how, complaints].filter((part) => part !== '').join(': ');
  return new DaemonError('program_missing', { op: OP, message: `${text}; ${hint}` });
}
