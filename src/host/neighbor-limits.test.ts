import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { readNeighborLimits } from './neighbor-limits.ts';

const HEAD = 'entries  allocs   destroys hash_grows lookups  table_fulls';

/** A /proc with these files. */
function proc(files: Readonly<Record<string, string>>) {
  const directory = mkdtempSync(join(tmpdir(), 'proc-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return { directory, [Symbol.dispose]: () => rmSync(directory, { recursive: true }) };
}

test('threshold and refusals of both families, these over all processors, in hex', () => {
  using made = proc({
    'sys/net/ipv4/neigh/default/gc_thresh3': '1024\n',
    'net/stat/arp_cache': `${HEAD}\n000001fb 00000001 00000000 00000009 00000001 0000000a\n000001fb 0 0 0 0 00000010\n`,
    'sys/net/ipv6/neigh/default/gc_thresh3': '8192\n',
    'net/stat/ndisc_cache': `${HEAD}\n000001fb 00000001 00000000 00000009 00000001 00000000\n`,
  });
  assert.deepEqual(readNeighborLimits(made.directory), [
    { family: 'IPv4', gcThresh3: 1024, tableFulls: 26 },
    { family: 'IPv6', gcThresh3: 8192, tableFulls: 0 },
  ]);
});

test('what is not shown, or cannot be understood, is not known', () => {
  using made = proc({
    'sys/net/ipv4/neigh/default/gc_thresh3': 'many\n',
    'net/stat/arp_cache': `${HEAD}\n000001fb\n`,
    'net/stat/ndisc_cache': 'entries\n0\n',
  });
  assert.deepEqual(readNeighborLimits(made.directory), [
    { family: 'IPv4', gcThresh3: undefined, tableFulls: undefined },
    { family: 'IPv6', gcThresh3: undefined, tableFulls: undefined },
  ]);
});

test('this machine shows its own', () => {
  for (const { gcThresh3, tableFulls } of readNeighborLimits()) {
    assert.ok(gcThresh3 === undefined || gcThresh3 > 0);
    assert.ok(tableFulls === undefined || tableFulls >= 0);
  }
});
