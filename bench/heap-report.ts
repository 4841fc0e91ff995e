import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processMemoryMib } from '../test/support/process-stat.ts';
import { until } from '../test/support/until.ts';
import type { Figures } from './figures.ts';

/** What of Node.js's diagnostic report is read here: in bytes. */
type Heap = { readonly totalCommittedMemory: number; readonly externalMemory: number };
type HeapReport = { readonly javascriptHeap: Heap; readonly workers: readonly { readonly javascriptHeap: Heap }[] };

/** Reports that a Node.js program writes about its own heaps when it is told to. */
export type HeapReports = AsyncDisposable & {
  /** what the program has to be started with */
  readonly env: Readonly<Record<string, string>>;
  /** Has one written, and tells the parts of `rssMib`. It takes memory itself: the RSS has to be read before. */
  readonly read: (pid: number, rssMib: number) => Promise<Figures>;
};

const MIB = 1024 * 1024;

export async function openHeapReports(): Promise<HeapReports> {
  const directory = await mkdtemp(join(tmpdir(), 'heap-report-'));
  const flags = ['--report-on-signal', '--report-signal=SIGUSR2', '--report-exclude-network', '--report-compact'];
  return {
    env: { NODE_OPTIONS: [...flags, `--report-directory=${directory}`].join(' ') },
    read: async (pid, rssMib) => {
      const fileMib = processMemoryMib(pid, 'RssFile');
      process.kill(pid, 'SIGUSR2');
      return partsOf(await reportIn(directory), rssMib, fileMib);
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}

async function reportIn(directory: string): Promise<HeapReport> {
  let report: HeapReport | undefined;
  await until('the report is written', async () => {
    const [file] = await readdir(directory);
    if (file === undefined) return false;
    try {
      report = JSON.parse(await readFile(join(directory, file), 'utf8')) as HeapReport;
    } catch {
      return false; // half of it
    }
    return true;
  });
  if (report === undefined) throw new Error('there is no report');
  return report;
}

function partsOf({ javascriptHeap, workers }: HeapReport, rssMib: number, fileMib: number): Figures {
  const heaps = [javascriptHeap, ...workers.map((worker) => worker.javascriptHeap)];
  const sum = (of: (heap: Heap) => number): number => heaps.reduce((total, heap) => total + of(heap), 0) / MIB;
  const heapMib = sum((heap) => heap.totalCommittedMemory);
  const externalMib = sum((heap) => heap.externalMemory);
  return { heapMib, externalMib, fileMib, restMib: rssMib - heapMib - externalMib - fileMib };
}
