/**
 * `npm run check`: everything that can be known without running the program, one line for each.
 *
 *   run.ts [<check>]...
 *
 * Each check is also run on a planted tree full of faults, and fails when it does not notice them.
 */
import { resolve } from 'node:path';
import type { Check } from './check.ts';
import { deadCode } from './dead-code.ts';
import { lint } from './lint.ts';
import { pins } from './pins.ts';
import { proto } from './proto.ts';
import { prove } from './prove.ts';
import { rooms } from './rooms.ts';
import { shape } from './shape.ts';
import { types } from './types.ts';

const CHECKS: readonly Check[] = [types, lint, rooms, deadCode, shape, pins, proto];
const EX_USAGE = 64;

process.exitCode = await main(process.argv.slice(2));

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !CHECKS.some((check) => check.name === name));
  if (unknown.length > 0) {
    process.stderr.write(`no such check: ${unknown.join(', ')} (${CHECKS.map((check) => check.name).join(', ')})\n`);
    return EX_USAGE;
  }
  const root = resolve(import.meta.dirname, '../..');
  const wanted = CHECKS.filter((check) => names.length === 0 || names.includes(check.name));
  const good = await Promise.all(wanted.map((check) => report(check, root)));
  return good.every(Boolean) ? 0 : 1;
}

async function report(check: Check, root: string): Promise<boolean> {
  const started = performance.now();
  const [verdict, unproven] = await Promise.all([check.look(root), prove(check, root)]);
  const ok = verdict.ok && unproven.length === 0;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${ok ? 'ok  ' : 'FAIL'} ${check.name}: ${verdict.seen} (${seconds} s)\n`);
  if (!verdict.ok) process.stdout.write(`${verdict.text}\n\n`);
  for (const line of unproven) process.stdout.write(`     ${check.name} cannot be trusted: ${line}\n`);
  return ok;
}
