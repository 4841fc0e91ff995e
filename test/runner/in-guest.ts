/**
 * Run in the second kernel: the test files, one after another, with one line of JSON for the result of each.
 *
 *   in-guest.ts <where the lines go> <seconds per file> <file>...
 */
import { openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { runFile } from './run-file.ts';

const [results = '', seconds = '', ...files] = process.argv.slice(2);
const root = resolve(import.meta.dirname, '../..');
const out = openSync(results, 'w');

for (const file of files) {
  // For the reader of the console, when this is the file that never ends.
  process.stdout.write(`guest: ${file}\n`);
  const limits = { root, timeoutMs: Number(seconds) * 1000, failFast: false };
  const result = await runFile(file, limits, new AbortController().signal);
  const line = Buffer.from(`${JSON.stringify(result)}\n`);
  for (let at = 0; at < line.length; ) at += writeSync(out, line, at);
}
