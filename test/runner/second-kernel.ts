import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { MARK } from './leftovers.ts';
import type { Machine } from './machine.ts';

/** A machine whose kernel is Debian's, emulated; it sees the files of the host and cannot write to them. */
export type SecondKernel = Machine & AsyncDisposable;

/** It can be had, or there is a reason not to try here. */
export type Found =
  | { readonly kind: 'found'; readonly kernel: SecondKernel }
  | { readonly kind: 'none'; readonly reason: string };

export type SecondKernelOptions = {
  readonly root: string;
  /** what it does, as a script of sh; results go to /dev/ttyS1, which is the machine's stdout here */
  readonly job: string;
  /** under which name its console is kept in `.run` below the checkout; without one it is this terminal, for a person */
  readonly consoleName?: string;
};

const EX_SKIP = 77;
const MEMORY_MIB = 2048;
const KERNEL_ARGS = [
  // A panic ends the machine: it reboots, and -no-reboot makes that an exit.
  'console=ttyS0 loglevel=4 panic=-1 oops=panic',
  // What is dear in emulation, and no matter here: clearing memory twice and by large pages, reading clocks of the
  // board, guarding against the neighbors of a processor. So are a second processor (each waits for the other's
  // interrupts) and protection keys (V8 switches them for every piece of code it writes).
  'init_on_alloc=0 transparent_hugepage=never tsc=reliable mitigations=off',
].join(' ');
/** How many times longer than on the machine itself things may take there. */
const PATIENCE = 6;
const READY_TIMEOUT_MS = 60_000;

/**
 * Installs what it needs (scripts/vm/prepare.sh), serves the files of the host and prepares the machine, which its caller
 * starts. Disposing ends the server and removes everything but the console.
 *
 * @throws Error when something is missing that should not be
 */
export async function openSecondKernel(options: SecondKernelOptions, signal: AbortSignal): Promise<Found> {
  await using building = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'neighsyncd-vm-'));
  building.defer(() => rm(directory, { recursive: true, force: true }));
  const initramfs = join(directory, 'initramfs');
  const prepared = await prepare(options.root, initramfs, signal);
  if (prepared.kind === 'none') return prepared;
  const { paths } = prepared;
  const jobFile = join(directory, 'job.sh');
  await writeFile(jobFile, options.job);
  const consoleFile = join(directory, 'console');
  const { consoleName } = options;
  if (consoleName !== undefined) building.defer(() => keepConsole(options.root, consoleFile, consoleName));
  const socket = join(directory, 'virtiofsd.sock');
  building.use(await serveHostFiles(paths('virtiofsd'), socket, signal));
  const serial =
    consoleName === undefined ? ['-serial', 'stdio'] : ['-serial', `file:${consoleFile}`, '-serial', 'stdio'];
  const kernelArgs = `${KERNEL_ARGS} neighsyncd.job=${jobFile}`;
  const args = [
    ...['-machine', 'pc,hpet=off', '-accel', 'tcg,tb-size=512', '-cpu', 'max,-pku', '-smp', '1', '-m', `${MEMORY_MIB}`],
    ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-monitor', 'none'],
    ...['-kernel', paths('kernel'), '-initrd', initramfs, '-append', kernelArgs],
    // The server of the files reads the guest's memory.
    ...['-object', `memory-backend-memfd,id=memory,size=${MEMORY_MIB}M,share=on`, '-numa', 'node,memdev=memory'],
    ...['-chardev', `socket,id=files,path=${socket}`, '-device', 'vhost-user-fs-pci,chardev=files,tag=hostroot'],
    ...serial,
  ];
  const resources = building.move();
  const kernel = { program: paths('qemu'), args, consoleFile, [Symbol.asyncDispose]: () => resources.disposeAsync() };
  return { kind: 'found', kernel };
}

/** The script of sh that runs test files there and sends their results out. */
export function testJob(root: string, files: readonly string[], fileTimeoutMs: number): string {
  const program = [process.execPath, resolve(root, 'test/runner/in-guest.ts'), '/dev/ttyS1', fileTimeoutMs / 1000];
  const asked = Object.entries(process.env).filter(([name]) => name.startsWith('TEST_') && name !== MARK);
  const exports = asked.map(([name, value = '']) => `export ${name}=${quote(value)}\n`).join('');
  // The host's own daemons may have filled the cache: less to compile. What is written stays in the guest.
  const cache = `export NODE_COMPILE_CACHE=${quote(resolve(root, '.run/compile-cache'))}\n`;
  return `cd ${quote(root)}\n${cache}export TEST_PATIENCE=${PATIENCE}\n${exports}exec ${[...program, ...files].map((word) => quote(String(word))).join(' ')}\n`;
}

type Prepared =
  | { readonly kind: 'prepared'; readonly paths: (name: string) => string }
  | { readonly kind: 'none'; readonly reason: string };

async function prepare(root: string, initramfs: string, signal: AbortSignal): Promise<Prepared> {
  const script = resolve(root, 'scripts/vm/prepare.sh');
  const child = spawn('sh', [script, initramfs], { stdio: ['ignore', 'pipe', 'pipe'], signal });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  const lines = stdout.trimEnd().split('\n');
  if (code === EX_SKIP) return { kind: 'none', reason: lines.at(-1) ?? '' };
  if (code !== 0) throw new Error(`there is no second kernel: ${stderr.trim() || stdout.trim()}`);
  const known = new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  const paths = (name: string): string => {
    const path = known.get(name);
    if (path === undefined) throw new Error(`scripts/vm/prepare.sh names no ${name}: ${stdout}`);
    return path;
  };
  return { kind: 'prepared', paths };
}

/**
 * Serves the host's file system to the machine; the guest mounts it read-only. What the guest has seen of it once it does not
 * ask for again (cache=always): a program of hundreds of small files would ask for each folder of each of them.
 */
async function serveHostFiles(program: string, socket: string, signal: AbortSignal): Promise<AsyncDisposable> {
  const args = [`--socket-path=${socket}`, '-o', 'source=/', '-o', 'cache=always', '-o', 'sandbox=chroot'];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', program, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const closed = once(child, 'close');
  let log = '';
  const { promise: listens, resolve: ready, reject } = Promise.withResolvers<void>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    log = `${log}${line}\n`.slice(-2_000);
    if (line.includes('Waiting for vhost-user socket connection')) ready();
  });
  void closed.then(() => reject(new Error(`virtiofsd ended: ${log}`)), reject);
  const tooLate = AbortSignal.any([signal, AbortSignal.timeout(READY_TIMEOUT_MS)]);
  const giveUp = (): void => reject(new Error(`virtiofsd does not listen: ${log}`));
  tooLate.addEventListener('abort', giveUp, { once: true });
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await closed.catch(() => undefined);
  };
  try {
    await listens;
  } catch (error) {
    await end();
    throw error;
  } finally {
    tooLate.removeEventListener('abort', giveUp);
  }
  return { [Symbol.asyncDispose]: end };
}

async function keepConsole(root: string, consoleFile: string, name: string): Promise<void> {
  await mkdir(join(root, '.run'), { recursive: true });
  // There is none when the machine never started.
  await copyFile(consoleFile, join(root, '.run', name)).catch(() => undefined);
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
