import { constants } from 'node:os';
import { runReplay } from '../app/replay.ts';
import type { ReplayResult } from '../capture/replay.ts';
import type { Command } from './command.ts';
import { parseReplayArguments } from './options.ts';
import { formatTable } from './table.ts';

/** What shells add to the number of the signal that ended a program: 130 for SIGINT, 143 for SIGTERM. */
const SIGNAL_EXIT = 128;

export const replay: Command = {
  summary: 'run a recording of `run --record` through the engine, and print the table that comes of it',
  run: async (args) => {
    const { file, json, writes, realTime, into } = parseReplayArguments(args);
    const interrupted = new AbortController();
    let exitCode = 0;
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.once(name, () => {
        exitCode = SIGNAL_EXIT + constants.signals[name];
        interrupted.abort();
      });
    }
    const onWrite = writes ? (line: string): void => void process.stdout.write(`${line}\n`) : () => {};
    try {
      const result = await runReplay({ file, realTime, into, onWrite }, interrupted.signal);
      process.stdout.write(json ? `${JSON.stringify(toJson(result), null, 2)}\n` : toText(result, !writes));
      return 0;
    } catch (thrown) {
      if (exitCode === 0) throw thrown;
      process.stderr.write('neighsyncd: replay: interrupted before the recording came to its end\n');
      return exitCode;
    }
  },
};

/** What came of it; the table only if it is wanted. */
export function toText(result: ReplayResult, withTable: boolean): string {
  const { rows, events, writes, digest, recordedMs, unanswered, skipped, complete } = result;
  const lines = [
    `${(recordedMs / 1000).toFixed(3)} s of recording${complete ? '' : ', which does not end in order'}: ${events} events`,
    `${writes} writes, sha256 ${digest}`,
    `${rows.size} rows in the end`,
  ];
  if (unanswered + skipped > 0) {
    lines.push(`the engine went its own way: ${unanswered} questions have no answer there, ${skipped} were not asked`);
  }
  const cells = [...rows.values()].map(({ key, neigh, family }) => [
    key,
    neigh ?? '(no neigh)',
    family ?? '(no family)',
  ]);
  const table = withTable && rows.size > 0 ? `${formatTable(['KEY', 'NEIGH', 'FAMILY'], cells.sort(byKey))}\n` : '';
  return `${table}${lines.join('\n')}\n`;
}

function byKey([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return a < b ? -1 : 1;
}

function toJson({ rows, events, writes, digest, recordedMs, unanswered, skipped, complete }: ReplayResult) {
  return {
    recorded_ms: recordedMs,
    complete,
    events,
    writes,
    sha256: digest,
    unanswered,
    skipped,
    rows: Object.fromEntries(
      [...rows.values()].map(({ key, neigh = null, family = null }) => [key, { neigh, family }]),
    ),
  };
}
