import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startApiClients } from './api-clients.ts';
import type { Namespace } from './namespace.ts';
import { until } from './until.ts';

/** The program as users start it, with its flags for Node.js; it becomes the daemon, so the pid is the daemon's. */
const PROGRAM = fileURLToPath(new URL('../../bin/neighsyncd', import.meta.url));

export type LogLine = { readonly level: string; readonly message: string; readonly [field: string]: unknown };

/** A finished program. */
export type Outcome = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** A running `neighsyncd run`; disposing ends it with SIGKILL if it still runs. */
export type Daemon = AsyncDisposable & {
  readonly pid: number;
  /** What it has logged so far. */
  readonly log: readonly LogLine[];
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Waits for a log line with this message, at or after `from`. */
  readonly logged: (message: string, from?: number) => Promise<LogLine>;
  /** Waits for its end. */
  readonly ended: () => Promise<Outcome>;
  /** Ends it with SIGTERM and wants exit status 0. */
  readonly stop: () => Promise<void>;
  /** GET from its metrics server. */
  readonly get: (path: string) => Promise<{ readonly status: number; readonly body: string }>;
  /** The value of a metric: the sum over its labels. */
  readonly metric: (name: string) => Promise<number>;
};

/** Runs a command of `neighsyncd` to its end. */
export async function runCli(namespace: Namespace | undefined, ...args: readonly string[]): Promise<Outcome> {
  return (await launch(namespace, args)).ended();
}

/** A command that runs. */
export type Launched = AsyncDisposable & Pick<Daemon, 'pid' | 'kill' | 'ended'>;

/** Starts a command of `neighsyncd`. */
export async function launchCli(namespace: Namespace | undefined, ...args: readonly string[]): Promise<Launched> {
  return launch(namespace, args);
}

/** `--record` and its limit, among the settings of a daemon. */
export type Recorded = { readonly record: string; readonly recordLimitMib?: number };

/** Starts the daemon in the namespace with the settings given, and waits until it is in step. */
export async function startDaemon(namespace: Namespace, ...settings: readonly (string | Recorded)[]): Promise<Daemon> {
  const daemon = await launchDaemon(namespace, ...settings);
  try {
    await daemon.logged('in step');
    return daemon;
  } catch (error) {
    await daemon[Symbol.asyncDispose]();
    throw error;
  }
}

let launched = 0;

/**
 * The same, without waiting for anything. With TEST_API_LOAD in the environment clients ask it as fast as they are answered, for as long
 * as it lives: what the sync promises, it promises under load.
 */
export async function launchDaemon(namespace: Namespace, ...settings: readonly (string | Recorded)[]): Promise<Daemon> {
  // Output is pinned: CONFIG_DB's LOGGER row would send the log to syslog, as on a switch.
  const pinned = ['logging.format=json', 'logging.level=debug', 'logging.output=stdout'];
  // Namespaces share the file system, and so the default socket: a test that wants the API says where.
  const asksForApi = settings.some((setting) => typeof setting === 'string' && setting.startsWith('api.'));
  const loaded = !asksForApi && process.env['TEST_API_LOAD'] !== undefined;
  const socket = join(tmpdir(), `neighsyncd-api-${process.pid}-${launched++}.sock`);
  const api = loaded ? [`api.unix_socket=${socket}`, 'api.max_requests_per_s=100000'] : ['api.enabled=false'];
  const daemon = await launch(namespace, [
    'run',
    ...[...pinned, ...(asksForApi ? [] : api), ...settings].flatMap(asFlags),
  ]);
  if (!loaded) return daemon;
  const clients = startApiClients(socket);
  void daemon.ended().then(() => clients[Symbol.dispose]());
  return daemon;
}

function asFlags(setting: string | Recorded): readonly string[] {
  if (typeof setting === 'string') return ['--set', setting];
  const { record, recordLimitMib = 64 } = setting;
  return ['--record', record, '--record-limit', String(recordLimitMib)];
}

async function launch(namespace: Namespace | undefined, args: readonly string[]): Promise<Daemon> {
  const [command, rest] = namespace === undefined ? [PROGRAM, args] : namespace.command(PROGRAM, ...args);
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  const reap = (): void => void child.kill('SIGKILL');
  process.once('exit', reap);
  const exited = once(child, 'close');
  void exited.then(() => process.off('exit', reap));
  const log: LogLine[] = [];
  let stdout = '';
  let stderr = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    stdout += `${line}\n`;
    if (line.startsWith('{"level"')) log.push(JSON.parse(line) as LogLine);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = async (): Promise<Outcome> => {
    await exited;
    return { code: child.exitCode, stdout, stderr };
  };
  const logged = async (message: string, from = 0): Promise<LogLine> => {
    const find = (): LogLine | undefined => log.slice(from).find((line) => line.message === message);
    await until(`"${message}" is logged (so far: ${stdout}${stderr})`, () => {
      if (find() === undefined && child.exitCode !== null)
        throw new Error(`ended with ${child.exitCode}: ${stdout}${stderr}`);
      return find() !== undefined;
    });
    return find() ?? { level: '', message: '' };
  };
  const get: Daemon['get'] = async (path) => {
    const { url } = await logged('serving metrics and health');
    const address = `${new URL(String(url)).origin}${path}`;
    const [curl, curlArgs] = namespace?.command('curl') ?? ['curl', []];
    const asked = spawn(curl, [...curlArgs, '-sg', '-m', '20', '-w', '\n%{http_code}', address]);
    let text = '';
    asked.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    await once(asked, 'close');
    const cut = text.lastIndexOf('\n');
    return { status: Number(text.slice(cut + 1)), body: text.slice(0, cut) };
  };
  return {
    pid: child.pid ?? 0,
    log,
    kill: (signal) => void child.kill(signal),
    logged,
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      const { code } = await ended();
      if (code !== 0) throw new Error(`SIGTERM ended it with ${code} (${child.signalCode}): ${stdout}${stderr}`);
    },
    get,
    metric: async (name) => {
      const { body } = await get('/metrics');
      const lines = body.split('\n').filter((line) => line.startsWith(name) && /^[{ ]/.test(line.slice(name.length)));
      return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
