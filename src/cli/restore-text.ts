import { formatCount } from '../app/format-count.ts';
import type { RestoreReport } from '../app/restore.ts';
import type { RestoreEnd } from '../sync/restore.ts';

/** Interfaces that are named; how many more there are is told. */
const NAMED_INTERFACES = 20;

const END: Readonly<Record<RestoreEnd, string>> = {
  complete: 'done',
  budget: 'ended, for the budget has run out',
  interrupted: 'interrupted',
  forbidden: 'given up, for the kernel does not permit it (CAP_NET_ADMIN)',
};

/** What each reason means, where its name does not say. */
const HINTS: Readonly<Record<string, string>> = {
  ENOBUFS: ' (the neighbor table is full: raise gc_thresh3)',
};

/** What was done, in lines that stand alone in a log. */
export function formatRestore(report: RestoreReport): string {
  switch (report.kind) {
    case 'cold':
      return 'restore: skipped, for this is no warm start\n';
    case 'swss':
      return asLines(['nothing to do, for only swss was restarted', flagLine(report)]);
    case 'system':
      return asLines([...systemLines(report), flagLine(report)]);
  }
}

function asLines(lines: readonly string[]): string {
  return lines.map((line) => `restore: ${line}\n`).join('');
}

function flagLine({ flagProblem }: Pick<RestoreReport & { readonly kind: 'swss' }, 'flagProblem'>): string {
  return flagProblem === undefined
    ? 'the restored flag is set'
    : `the restored flag is not set: ${flagProblem.message}`;
}

function systemLines({ skipped, outcome, problem, tookMs }: RestoreReport & { readonly kind: 'system' }): string[] {
  const { end, total, restored, present, asked, missing, unasked, waitingFor } = outcome;
  const lines = [
    `${END[end]} after ${(tookMs / 1000).toFixed(1)} s: ${restored + present} of ${formatCount(total, 'neighbor')} ` +
      `in the kernel (${restored} made, ${present} were there), ${asked} asked`,
  ];
  if (problem !== undefined) lines.push(`the rows could not be read: ${problem.message}`);
  for (const [what, counts] of [
    ['rows skipped', skipped],
    ['not restored', missing],
    ['not asked', unasked],
  ] as const) {
    const parts = Object.entries(counts).filter(([, count]) => count > 0);
    if (parts.length > 0) {
      lines.push(`${what}: ${parts.map(([reason, count]) => `${count} ${reason}${HINTS[reason] ?? ''}`).join(', ')}`);
    }
  }
  if (waitingFor.size > 0) {
    const named = [...waitingFor].slice(0, NAMED_INTERFACES).map(([name, reason]) => `${name} ${reason}`);
    const more = waitingFor.size - named.length;
    lines.push(`not ready: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`);
  }
  if (outcome.problem !== undefined) lines.push(`the kernel was asked again after: ${outcome.problem.message}`);
  return lines;
}

export function restoreToJson(report: RestoreReport) {
  if (report.kind !== 'system')
    return { start: report.kind, flag_set: report.kind === 'swss' && report.flagProblem === undefined };
  const { skipped, outcome, problem, tookMs } = report;
  return {
    start: 'system',
    flag_set: report.flagProblem === undefined,
    end: outcome.end,
    took_ms: Math.round(tookMs),
    neighbors: outcome.total,
    restored: outcome.restored,
    already_present: outcome.present,
    asked: outcome.asked,
    skipped,
    not_restored: outcome.missing,
    not_asked: outcome.unasked,
    not_ready: Object.fromEntries(outcome.waitingFor),
    problem: problem?.message ?? outcome.problem?.message ?? null,
  };
}
