import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';

const FOLDERS = ['codec', 'packet'].map((folder) => join(import.meta.dirname, '../../src/netlink', folder));

test('every decoder of messages and packets is fuzzed, in the file named like its own', () => {
  const files = FOLDERS.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const decoders = sources.flatMap((file) =>
    decodersIn(file).map((decoder) => [basename(file, '.ts'), decoder] as const),
  );
  assert.ok(decoders.length >= 8, `found only ${decoders.length} decoders`);
  for (const [structure, decoder] of decoders) {
    const target = join(import.meta.dirname, `${structure}.test.ts`);
    assert.ok(existsSync(target), `no fuzz target for ${structure}`);
    assert.ok(readFileSync(target, 'utf8').includes(`test('${decoder}`), `${decoder} is not fuzzed in ${target}`);
  }
});

function decodersIn(file: string): readonly string[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/^export (?:function|const) (decode\w+)/gm)].map(([, name = '']) => name);
}
