import { consoleTail, type Machine, runMachine } from './machine.ts';
import type { FileResult } from './run-file.ts';

/**
 * Runs test files in a machine and passes on its result of each file as it comes. A file of which the machine says nothing
 * is a failed one, with how the machine ended; the first such has the end of the machine's console, too.
 */
export async function runInMachine(
  machine: Machine,
  files: readonly string[],
  deadlineMs: number,
  take: (result: FileResult) => void,
  signal: AbortSignal,
): Promise<void> {
  const missing = new Set(files);
  const strange: string[] = [];
  const takeLine = (line: string): void => {
    const result = parseResult(line);
    if (result !== undefined && missing.delete(result.file)) take(result);
    else if (line.trim() !== '') strange.push(line);
  };
  const how = await runMachine(machine, deadlineMs, takeLine, signal);
  if (signal.aborted) return;
  let output = `the machine's console:\n${consoleTail(machine)}`;
  if (strange.length > 0) output += `\nwhat is no result among its results:\n${strange.slice(0, 5).join('\n')}`;
  for (const file of missing) {
    take(failedFile(file, `the machine gave no result of it: ${how}`, output));
    output = '';
  }
}

/** The result of a file that could not be run. */
export function failedFile(file: string, text: string, output = ''): FileResult {
  return { ...emptyResult(file), failures: [{ name: 'the file itself', where: `${file}:1`, text }], output };
}

/** The result of a file that was not run, for a reason. */
export function skippedFile(file: string, reason: string): FileResult {
  return { ...emptyResult(file), skips: [{ name: 'the file itself', reason }] };
}

function emptyResult(file: string): FileResult {
  return { file, durationMs: 0, passed: 0, failures: [], skips: [], output: '', leftovers: [] };
}

/** A line as in-guest.ts writes it; only that program writes there, so the shape of the rest is not in doubt. */
function parseResult(line: string): FileResult | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const complete = typeof value === 'object' && value !== null && 'file' in value && 'failures' in value;
    return complete ? (value as FileResult) : undefined;
  } catch {
    return undefined;
  }
}
