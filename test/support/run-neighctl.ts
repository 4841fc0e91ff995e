import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NeighsyncService } from '../../src/service/service.ts';
import { serveFakeApi } from './fake-api.ts';
import { createFakeService, type FakeOptions, type FakeService } from './fake-service.ts';

const CLI = fileURLToPath(new URL('../../src/cli/neighctl.ts', import.meta.url));

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** neighctl as it runs, with what it has printed so far. */
export type Running = {
  readonly printed: () => string;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<Ended>;
};

/** Starts neighctl with a socket; nothing of this machine's environment leads it elsewhere. */
export function startNeighctl(socket: string, ...args: readonly string[]): Running {
  const { NO_COLOR: _, NEIGHCTL_SOCKET: __, ...env } = process.env;
  return collect(spawn(process.execPath, [CLI, ...args], { env: { ...env, NEIGHCTL_SOCKET: socket } }));
}

/** The same as a line for a shell. */
export function neighctlLine(socket: string, ...args: readonly string[]): string {
  return [process.execPath, CLI, '--socket', socket, ...args].map((word) => `'${word}'`).join(' ');
}

/** A line in bash. */
export function startBash(line: string): Running {
  return collect(spawn('bash', ['-c', line], { stdio: ['ignore', 'pipe', 'pipe'] }));
}

function collect(child: ChildProcess): Running {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (part) => {
    stdout += String(part);
  });
  child.stderr?.on('data', (part) => {
    stderr += String(part);
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { printed: () => stdout, kill: (signal) => child.kill(signal), ended };
}

/** A service in memory on a socket of its own, and neighctl for it. */
export type CtlScene = AsyncDisposable & {
  readonly service: FakeService;
  readonly socket: string;
  readonly run: (...args: readonly string[]) => Promise<Ended>;
  readonly start: (...args: readonly string[]) => Running;
  /** The daemon goes away. */
  readonly stop: () => Promise<void>;
};

export type SceneOptions = FakeOptions & {
  /** What is on the socket, instead of all that the service can do. */
  readonly face?: (service: FakeService) => NeighsyncService;
};

export async function openCtlScene({ face = (service) => service, ...options }: SceneOptions = {}): Promise<CtlScene> {
  const directory = await mkdtemp(join(tmpdir(), 'neighctl-'));
  const service = createFakeService(options);
  const socket = join(directory, 'api.sock');
  const api = await serveFakeApi(face(service), socket);
  return {
    service,
    socket,
    run: (...args) => startNeighctl(socket, ...args).ended,
    start: (...args) => startNeighctl(socket, ...args),
    stop: async () => api[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: async () => {
      await api[Symbol.asyncDispose]();
      await rm(directory, { recursive: true });
    },
  };
}
