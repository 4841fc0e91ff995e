import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRest, type RestServer } from '../../src/api/rest/server.ts';
import type { NeighsyncService } from '../../src/service/service.ts';
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

/** REST over the service, on a unix socket. */
function serveRest(service: NeighsyncService, path: string): Promise<RestServer> {
  const limits = { requestTimeoutMs: 30_000, maxBodyBytes: 65_536, maxConnections: 256, maxRequestsPerS: 500 };
  return openRest({ service, place: { path }, limits, version: '0.0.0' });
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
  const api = await serveRest(face(service), socket);
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

/** The same with a few neighbors. */
export async function openFilledScene(): Promise<CtlScene> {
  const scene = await openCtlScene();
  scene.service.put({ ipAddress: '10.0.0.1', interface: 'Vlan10' });
  scene.service.put({ ipAddress: '10.0.0.2', interface: 'Ethernet0', state: 'STALE' });
  scene.service.put({ ipAddress: 'fe80::1', interface: 'Ethernet0' });
  scene.service.put({ ipAddress: 'fe80::1', interface: 'Vlan10' });
  return scene;
}
