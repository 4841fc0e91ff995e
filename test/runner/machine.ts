import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** How to start a machine that runs test files: it tells of each file in a line of stdout, and the rest on its console. */
export type Machine = {
  readonly program: string;
  readonly args: readonly string[];
  /** the file that its console goes to */
  readonly consoleFile: string;
};

const TAIL_LINES = 40;
const TAIL_CHARACTERS = 6_000;
const COMPLAINT_CHARACTERS = 2_000;

/**
 * Runs a machine to its end, and ends it after `deadlineMs`, or when `signal` says so.
 *
 * @param take is told of each line of its stdout
 * @returns how it ended, in words
 */
export async function runMachine(
  { program, args }: Machine,
  deadlineMs: number,
  take: (line: string) => void,
  signal: AbortSignal,
): Promise<string> {
  // The machine dies with this process, however that one ends: setpriv becomes the program, so the pid is the machine's.
  const command = ['--pdeathsig', 'KILL', program, ...args];
  const child = spawn('setpriv', command, { stdio: ['ignore', 'pipe', 'pipe'] });
  const overdue = AbortSignal.timeout(deadlineMs);
  const end = (): void => void child.kill('SIGKILL');
  const stop = AbortSignal.any([signal, overdue]);
  stop.addEventListener('abort', end, { once: true });
  if (stop.aborted) end();
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-COMPLAINT_CHARACTERS);
  });
  createInterface({ input: child.stdout }).on('line', take);
  const closed = once(child, 'close');
  const [code, endSignal] = (await closed.catch((error) => [String(error), null])) as [unknown, unknown];
  stop.removeEventListener('abort', end);
  if (overdue.aborted) return `it was cut off after ${deadlineMs / 1000} s`;
  const how = endSignal === null ? `it ended with status ${code}` : `it ended by ${endSignal}`;
  return complaints.trim() === '' ? how : `${how}: ${complaints.trim()}`;
}

/** The last lines of a machine's console. */
export function consoleTail({ consoleFile }: Machine): string {
  const lines = readConsole(consoleFile).replaceAll('\r', '').trimEnd().split('\n');
  const tail = lines.slice(-TAIL_LINES).join('\n').slice(-TAIL_CHARACTERS);
  return tail === '' ? 'nothing at all' : tail;
}

function readConsole(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
