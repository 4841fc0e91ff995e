/** One figure: its head in the tables, its unit, how many digits after the point, and what it says. */
export type FigureFacts = {
  readonly head: string;
  readonly unit: string;
  readonly digits: number;
  readonly help: string;
};

/** Everything that a round can measure, in the order of the columns. docs/BENCHMARKING.md lists the same; a test holds the two together. */
export const FIGURES = {
  seconds: {
    head: 'time',
    unit: 's',
    digits: 3,
    help: 'from the first change (the start of the process for `start`) to the last write of Redis, after which kernel and database were equal',
  },
  sendSeconds: { head: 'sent in', unit: 's', digits: 3, help: 'how long the kernel took for the changes themselves' },
  perSecond: { head: 'rate', unit: '/s', digits: 0, help: 'changes per second; rows per second without a daemon' },
  behindSeconds: { head: 'behind', unit: 's', digits: 3, help: 'from the last change to the last write' },
  behindWrites: {
    head: 'writes behind',
    unit: '',
    digits: 0,
    help: 'writes that Redis had yet to do at the last change',
  },
  p50Ms: {
    head: 'p50',
    unit: 'ms',
    digits: 3,
    help: 'half of the changes were published within this, from the netlink send on',
  },
  p99Ms: { head: 'p99', unit: 'ms', digits: 3, help: '99 % of them' },
  p999Ms: { head: 'p99.9', unit: 'ms', digits: 3, help: '99.9 % of them' },
  daemonCpuS: { head: 'daemon CPU', unit: 's', digits: 2, help: 'user and system time of the daemon meanwhile' },
  daemonCpuPer10kS: { head: 'per 10k', unit: 's', digits: 3, help: 'the same for 10,000 changes' },
  redisCpuS: { head: 'Redis CPU', unit: 's', digits: 2, help: 'user and system time of Redis meanwhile' },
  redisCpuPerRowUs: { head: 'per change', unit: 'us', digits: 1, help: 'the same for one change' },
  writes: { head: 'writes', unit: '', digits: 0, help: 'commands that Redis wrote by, those in scripts included' },
  cpuPercent: { head: 'CPU', unit: '%', digits: 2, help: 'of one core, while nothing happens' },
  rssMib: { head: 'RSS', unit: 'MiB', digits: 1, help: 'resident memory at the end' },
  peakRssMib: { head: 'peak RSS', unit: 'MiB', digits: 1, help: 'most resident memory (VmHWM)' },
  heapMib: { head: 'JS heap', unit: 'MiB', digits: 1, help: 'committed by the heaps of all threads' },
  externalMib: {
    head: 'buffers',
    unit: 'MiB',
    digits: 1,
    help: 'array buffers and other memory outside the heaps that they hold',
  },
  fileMib: { head: 'files', unit: 'MiB', digits: 1, help: 'resident pages of files: Node.js itself, libraries' },
  restMib: {
    head: 'rest',
    unit: 'MiB',
    digits: 1,
    help: 'RSS without the three before: compiler, stacks, allocator, the ring',
  },
  wrongRows: {
    head: 'wrong',
    unit: 'rows',
    digits: 0,
    help: 'rows that differed between kernel and database in the end: must be 0',
  },
} as const satisfies Record<string, FigureFacts>;

export type FigureName = keyof typeof FIGURES;
export const FIGURE_NAMES = Object.keys(FIGURES) as readonly FigureName[];

/** What one round has measured. */
export type Figures = Readonly<Partial<Record<FigureName, number>>>;
