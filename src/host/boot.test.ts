import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Boot, readBoot } from './boot.ts';

function boot(cmdline: string, uptime: string): Boot {
  const proc = mkdtempSync(join(tmpdir(), 'neighsyncd-proc-'));
  try {
    writeFileSync(join(proc, 'cmdline'), cmdline);
    writeFileSync(join(proc, 'uptime'), uptime);
    return readBoot(proc);
  } finally {
    rmSync(proc, { recursive: true });
  }
}

test('the boot type is a word of the kernel command line', () => {
  const told: readonly (readonly [string, boolean])[] = [
    ['BOOT_IMAGE=/x root=/dev/sda1 SONIC_BOOT_TYPE=fast quiet\n', true],
    ['SONIC_BOOT_TYPE=fast-reboot\n', true],
    ['quiet fast-reboot\n', true],
    ['SONIC_BOOT_TYPE=fastfast\n', false],
    ['SONIC_BOOT_TYPE=warm\n', false],
    ['NOT_SONIC_BOOT_TYPE=fast\n', false],
    ['root=/dev/fast-reboot\n', false],
    ['', false],
  ];
  for (const [cmdline, isFast] of told) assert.deepEqual(boot(cmdline, '12.50 20.00\n'), { isFast, uptimeMs: 12_500 });
});

test('a machine that shows neither was not booted fast, and long ago', () => {
  const silent = { isFast: false, uptimeMs: Number.POSITIVE_INFINITY };
  assert.deepEqual(readBoot('/nowhere'), silent);
  assert.deepEqual(boot('', 'soon\n'), silent);
});
