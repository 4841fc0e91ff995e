import { formatCount } from '../app/format-count.ts';
import { runVerify, type Verification } from '../app/verify.ts';
import { databaseSays, kernelSays } from '../app/verify-report.ts';
import { loadConfig } from '../config/load.ts';
import { formatMac } from '../neighbor/mac.ts';
import type { Command } from './command.ts';
import { parseOptions } from './options.ts';
import { formatTable } from './table.ts';

/** Exit status when kernel and database differ; errors have others. */
const EXIT_DIFFERENT = 1;
/** Exit status of a comparison that a signal cut short: 0 would say that they are equal. */
const EXIT_INTERRUPTED = 69;

export const verify: Command = {
  summary: 'compare kernel and database row by row; exit status 0 only when they are equal',
  run: async (args) => {
    const { config: file, settings, json } = parseOptions(args, { json: true });
    const sources = { file, settings, env: process.env };
    const loaded = loadConfig(sources);
    const interrupted = new AbortController();
    process.once('SIGINT', () => interrupted.abort());
    process.once('SIGTERM', () => interrupted.abort());
    try {
      const verification = await runVerify(
        { loaded, load: (configDb) => loadConfig({ ...sources, configDb }) },
        interrupted.signal,
      );
      process.stdout.write(json ? `${JSON.stringify(toJson(verification), null, 2)}\n` : toText(verification));
      const { silent } = verification;
      if (silent !== undefined) process.stderr.write(noDaemon(silent));
      return verification.differences.length === 0 ? 0 : EXIT_DIFFERENT;
    } catch (thrown) {
      if (!interrupted.signal.aborted) throw thrown;
      process.stderr.write('neighsyncd: verify: interrupted before the comparison was complete\n');
      return EXIT_INTERRUPTED;
    }
  },
};

/** Another namespace has another kernel table, and nobody to say which rows are kept on purpose. */
function noDaemon(where: string): string {
  return `neighsyncd: verify: no neighsyncd answers on ${where} in this network namespace; is this the daemon's?\n`;
}

export function toText({ differences, kept, equal }: Omit<Verification, 'silent'>): string {
  const parts: string[] = [];
  if (differences.length > 0) {
    const rows = differences.map((one) => [one.kind, one.key, kernelSays(one), databaseSays(one)]);
    parts.push(formatTable(['WHAT', 'KEY', 'KERNEL', 'DATABASE'], rows));
  }
  if (kept.length > 0) {
    parts.push(
      formatTable(
        ['KEPT', 'REASON'],
        kept.map(({ key, reason }) => [key, reason]),
      ),
    );
  }
  const outcome = differences.length === 0 ? 'equal' : formatCount(differences.length, 'difference');
  const asTheyShouldBe = `as ${equal === 1 ? 'it' : 'they'} should be`;
  parts.push(`${outcome}: ${formatCount(equal, 'row')} ${asTheyShouldBe}, ${kept.length} kept\n`);
  return parts.join('\n');
}

function toJson({ differences, kept, equal }: Verification) {
  return {
    equal: differences.length === 0,
    rows_equal: equal,
    differences: differences.map((one) => ({
      kind: one.kind,
      key: one.key,
      ...('expected' in one ? { expected: formatMac(one.expected) } : {}),
      ...('rule' in one ? { rule: one.rule } : {}),
      ...('found' in one ? { found: { neigh: one.found.neigh ?? null, family: one.found.family ?? null } } : {}),
    })),
    kept,
  };
}
