import { type RestoreReport, runRestore } from '../app/restore.ts';
import { ERROR_CODES } from '../base/errors.ts';
import { loadConfig } from '../config/load.ts';
import type { Command } from './command.ts';
import { parseOptions } from './options.ts';
import { createProgressBar } from './progress-bar.ts';
import { formatRestore, restoreToJson } from './restore-text.ts';

/** Exit status when some neighbors could not be restored; errors have others. */
const EXIT_INCOMPLETE = 1;
/** Exit status when a signal came before it was known whether there was anything to do. */
const EXIT_INTERRUPTED = 69;

export const restore: Command = {
  summary: 'after a warm reboot: give the kernel its neighbors back from APPL_DB, then set the restored flag',
  run: async (args) => {
    const { config: file, settings, json, budgetS } = parseOptions(args, { json: true, budget: true });
    const { config } = loadConfig({ file, settings, env: process.env });
    const interrupted = new AbortController();
    process.once('SIGINT', () => interrupted.abort());
    process.once('SIGTERM', () => interrupted.abort());
    const bar = createProgressBar(process.stderr);
    const onNote = (text: string): void => {
      bar.clear();
      process.stderr.write(`neighsyncd: restore: ${text}\n`);
    };
    try {
      const options = { config, budgetMs: budgetS * 1000, onProgress: bar.show, onNote };
      const report = await runRestore(options, interrupted.signal);
      bar.clear();
      process.stdout.write(json ? `${JSON.stringify(restoreToJson(report), null, 2)}\n` : formatRestore(report));
      return exitCode(report);
    } catch (thrown) {
      bar.clear();
      if (!interrupted.signal.aborted) throw thrown;
      process.stderr.write('neighsyncd: restore: interrupted; the restored flag is not set\n');
      return EXIT_INTERRUPTED;
    }
  },
};

function exitCode(report: RestoreReport): number {
  if (report.kind === 'cold') return 0;
  const problem = report.flagProblem ?? (report.kind === 'system' ? report.problem : undefined);
  if (problem !== undefined && problem.code !== 'aborted') return ERROR_CODES[problem.code].exitCode;
  if (report.kind === 'swss') return 0;
  const { restored, present, total } = report.outcome;
  return problem === undefined && restored + present === total ? 0 : EXIT_INCOMPLETE;
}
