import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { RedisServer } from './redis-server.ts';

const PROGRAM = fileURLToPath(new URL('../consumer/orchagent.py', import.meta.url));
const DEADLINE_MS = 30_000;
const POLL_MS = 5;

/** What the consumer made of one key. */
export type Operation = {
  readonly op: 'SET' | 'DEL';
  readonly key: string;
  readonly fields: { readonly [field: string]: string };
};

export type ConsumerOptions = {
  readonly db?: number;
  readonly table?: string;
  readonly batch?: number;
  /** takes nothing until `resume` */
  readonly paused?: boolean;
  /** false: tells of no operation, and needs far less of the processor */
  readonly log?: boolean;
};

/** A running test/consumer/orchagent.py. */
export type Consumer = AsyncDisposable & {
  /** everything it has applied so far, in its order */
  readonly operations: readonly Operation[];
  readonly pause: () => Promise<void>;
  readonly resume: () => Promise<void>;
  /** Waits until it has reported `count` operations in all. */
  readonly took: (count: number) => Promise<void>;
  /** Waits until the table's KEY_SET is empty. */
  readonly drained: () => Promise<void>;
};

/** Starts the consumer and waits until it has subscribed; disposing ends it with SIGTERM and wants exit status 0. */
export async function startConsumer(server: RedisServer, options: ConsumerOptions = {}): Promise<Consumer> {
  const { db = 0, table = 'NEIGH_TABLE', batch = 128, log = true } = options;
  const pauseFile = `${server.socket}.pause.${db}.${table}`;
  if (options.paused) await writeFile(pauseFile, '');

  const where = ['--socket', server.socket, '--db', String(db), '--table', table];
  const how = ['--batch', String(batch), '--pause-file', pauseFile, ...(log ? ['--log'] : [])];
  const child = spawn('python3', [PROGRAM, ...where, ...how], { stdio: ['ignore', 'pipe', 'pipe'] });
  const reap = () => child.kill('SIGKILL');
  process.once('exit', reap);
  const exited = once(child, 'exit');
  void exited.then(() => process.off('exit', reap));

  const operations: Operation[] = [];
  const progress = new EventEmitter();
  createInterface({ input: child.stdout }).on('line', (line) => {
    operations.push(JSON.parse(line));
    progress.emit('operation');
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaints += text;
    progress.emit('stderr');
  });
  void exited.then(() => progress.emit('stderr'));
  while (!complaints.includes('ready\n')) {
    if (child.exitCode !== null) throw new Error(`the consumer ended with ${child.exitCode}: ${complaints}`);
    await once(progress, 'stderr', { signal: AbortSignal.timeout(DEADLINE_MS) }).catch((cause) => {
      reap();
      throw new Error(`the consumer is not ready after ${DEADLINE_MS} ms: ${complaints}`, { cause });
    });
  }

  return {
    operations,
    pause: () => writeFile(pauseFile, ''),
    resume: () => rm(pauseFile, { force: true }),
    async took(count) {
      const signal = AbortSignal.timeout(DEADLINE_MS);
      while (operations.length < count) await once(progress, 'operation', { signal });
    },
    async drained() {
      const signal = AbortSignal.timeout(DEADLINE_MS);
      while ((await server.cli('-n', String(db), 'SCARD', `${table}_KEY_SET`)) !== '0') {
        await pause(POLL_MS, undefined, { signal });
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      const [code] = await exited;
      if (code !== 0) throw new Error(`the consumer ended with ${code}: ${complaints}`);
    },
  };
}
