import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { until } from '../support/until.ts';

const PROGRAM = fileURLToPath(new URL('../support/break-reader.ts', import.meta.url));
const LEAVE = fileURLToPath(new URL('../support/leave-reader.ts', import.meta.url));

test('an event socket that fails is opened anew in the same process, and nothing of the old one stays open', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM]);
  const { kinds, descriptors } = JSON.parse(stdout) as { readonly kinds: string[]; readonly descriptors: number[] };
  assert.deepEqual(kinds, ['opened', 'closed', 'opened', 'closed', 'opened', 'closed', 'opened']);
  assert.equal(new Set(descriptors).size, 1, descriptors.join(', '));
});

test('a second signal ends a process whose reader still runs with status 1', async () => {
  const hanging = spawn(process.execPath, [LEAVE], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(hanging, 'exit');
  let output = '';
  hanging.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await until('the reader runs', () => output.includes('opened'));
  hanging.kill('SIGTERM');
  await until('it is stopping', () => output.includes('stopping'));
  await pause(1_100);
  hanging.kill('SIGTERM');
  assert.deepEqual(await exited, [1, null]);
});
