import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';

const CODEC = join(import.meta.dirname, '../../src/netlink/codec');

test('every decoder of the codec is fuzzed, in the file named like its own', () => {
  const sources = readdirSync(CODEC).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
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
  const source = readFileSync(join(CODEC, file), 'utf8');
  return [...source.matchAll(/^export (?:function|const) (decode\w+)/gm)].map(([, name = '']) => name);
}
