import type { FileResult } from './run-file.ts';

export type SuiteCounts = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly durationMs: number;
};

/** Tells the story of a run as it happens. */
export type Report = {
  readonly suiteStart: (name: string, files: number) => void;
  readonly file: (result: FileResult) => void;
  readonly suiteEnd: (name: string, counts: SuiteCounts) => void;
};

/** A report as lines of text: one per file, skips with their reasons, failures in full. */
export function createTextReport(write: (line: string) => void): Report {
  return {
    suiteStart: (name, files) =>
      write(files === 0 ? `\n${name}\n  FAILED: no test files were found` : `\n${name} (${files} files)`),
    file: (result) => {
      const { file, passed, failures, skips } = result;
      const verdict = failures.length === 0 ? 'ok  ' : 'FAIL';
      write(
        `  ${verdict} ${file}: ${countsText(passed, failures.length, skips.length)} (${seconds(result.durationMs)})`,
      );
      for (const skip of skips) write(`       skipped: ${skip.name}: ${skip.reason}`);
      if (result.leftovers.length > 0) write(`       left running, killed: ${result.leftovers.join(', ')}`);
      for (const failure of failures) {
        write(`\n       FAILED: ${failure.name}\n       at ${failure.where}\n${indent(failure.text)}\n`);
      }
      if (failures.length > 0 && result.output.trim() !== '') {
        write(`       what it printed, at the end:\n${indent(result.output.trimEnd())}\n`);
      }
    },
    suiteEnd: (name, counts) =>
      write(`  ${name}: ${countsText(counts.passed, counts.failed, counts.skipped)} (${seconds(counts.durationMs)})`),
  };
}

/** `N passed, N failed`, and the skipped ones when there are any: the last line of a run. */
export function countsText(passed: number, failed: number, skipped: number): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '         ');
}
