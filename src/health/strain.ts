/** What one check looks at: the last 10 s or so. */
export type Load = {
  /** Rows whose latency was measured, and the 99th percentile of it, in ms. */
  readonly rows: number;
  readonly p99Ms: number;
  /** Row writes whose outcome is unknown, as a share of all, 0 to 1. */
  readonly errorRate: number;
  /** Resident memory, and the entries that the larger table has. */
  readonly memoryBytes: number;
  readonly entries: number;
};

type Kind = 'latency' | 'errors' | 'memory';

/** How many checks in a row have found this, and the last finding. */
type Finding = { readonly degraded: number; readonly unhealthy: number; readonly text: string };

export type Strain = Readonly<Record<Kind, Finding>>;

/** What strains the daemon, in words. */
export type StrainReasons = { readonly degraded: readonly string[]; readonly unhealthy: readonly string[] };

const NOTHING: Finding = { degraded: 0, unhealthy: 0, text: '' };
export const NO_STRAIN: Strain = { latency: NOTHING, errors: NOTHING, memory: NOTHING };

/** A burst, however slow, is none: so many checks in a row have to find the same. */
const CHECKS_IN_A_ROW = 3;
/** Of fewer rows the 99th percentile is but the slowest one. */
const ROWS_TO_JUDGE = 100;
const LATENCY_MS = { degraded: 50, unhealthy: 100 } as const;
const ERROR_RATE = { degraded: 0.01, unhealthy: 0.05 } as const;
const MIB = 1024 * 1024;
const MEMORY_BYTES = { degraded: 150 * MIB, unhealthy: 200 * MIB } as const;
/** Resident memory without a neighbor, and what an entry with its row takes (measured); a full table is not an illness. */
const BASE_BYTES = 115 * MIB;
const ENTRY_BYTES = 300;
const BUDGETS = { degraded: 1.5, unhealthy: 2 } as const;

/** Takes the next check into account. */
export function stepStrain(before: Strain, load: Load): Strain {
  const { rows, p99Ms, errorRate, memoryBytes } = load;
  const judged = rows >= ROWS_TO_JUDGE ? p99Ms : 0;
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const memory = { degraded: memoryLimit(load, 'degraded'), unhealthy: memoryLimit(load, 'unhealthy') };
  return {
    latency: next(before.latency, judged, LATENCY_MS, (limit) => `p99 is ${Math.round(p99Ms)} ms, above ${limit} ms`),
    errors: next(
      before.errors,
      errorRate,
      ERROR_RATE,
      (limit) => `${percent(errorRate)} of writes fail, above ${percent(limit)}`,
    ),
    memory: next(before.memory, memoryBytes, memory, (limit) => `memory is ${mib(memoryBytes)}, above ${mib(limit)}`),
  };
}

/** What has been found often enough to count. */
export function strainReasons(strain: Strain): StrainReasons {
  const findings = Object.values(strain);
  const unhealthy = findings.filter((finding) => finding.unhealthy >= CHECKS_IN_A_ROW);
  const degraded = findings.filter((finding) => finding.degraded >= CHECKS_IN_A_ROW && !unhealthy.includes(finding));
  const text = (finding: Finding): string => finding.text;
  return { degraded: degraded.map(text), unhealthy: unhealthy.map(text) };
}

type Limits = { readonly degraded: number; readonly unhealthy: number };

function next(before: Finding, value: number, limits: Limits, say: (limit: number) => string): Finding {
  if (value <= limits.degraded) return NOTHING;
  const worse = value > limits.unhealthy;
  const unhealthy = worse ? before.unhealthy + 1 : 0;
  const limit = unhealthy >= CHECKS_IN_A_ROW ? limits.unhealthy : limits.degraded;
  return { degraded: before.degraded + 1, unhealthy, text: say(limit) };
}

/** Above how much memory health is `level`, in bytes. */
export function memoryLimit({ entries }: Pick<Load, 'entries'>, level: keyof Limits): number {
  return Math.max(MEMORY_BYTES[level], BASE_BYTES + BUDGETS[level] * ENTRY_BYTES * entries);
}

function mib(bytes: number): string {
  return `${Math.round(bytes / MIB)} MiB`;
}
