import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connectError } from './ctl/socket.ts';

/** The modules that a file needs when it runs: what is imported only as a type is not there then. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const statements = text.matchAll(/(?:^(?:import|export) (?!type )[^;]*?from |import\(|^import )'([^']+)'/gms);
  return [...statements].map(([, name = '']) => name);
}

test('neighctl and its commands need nothing but Node.js, and so start at once', () => {
  const start = fileURLToPath(new URL('neighctl.ts', import.meta.url));
  const files = new Set([start]);
  const packages = new Set<string>();
  for (const file of files) {
    for (const name of importsOf(file)) {
      if (name.startsWith('.')) files.add(join(file, '..', name));
      else packages.add(name);
    }
  }
  const names = [...files].map((file) => file.slice(file.indexOf('/src/') + 5));
  for (const expected of ['cli/ctl/client.ts', 'cli/ctl/show.ts', 'cli/ctl/config.ts', 'base/errors.ts'])
    assert.ok(names.includes(expected), `${expected} is not among ${names.join(', ')}`);
  assert.deepEqual(
    [...packages].filter((name) => !name.startsWith('node:') || !builtinModules.includes(name.slice('node:'.length))),
    [],
  );
  assert.deepEqual(
    names.filter((name) => /^(api|config|redis|sync|telemetry)\//.test(name)),
    [],
  );
});

test('imports are found in every form, and those of types are not', () => {
  const directory = mkdtempSync(join(tmpdir(), 'imports-'));
  try {
    const file = join(directory, 'x.ts');
    writeFileSync(
      file,
      [
        `import 'a';`,
        `import { b,`,
        `  bb } from 'b';`,
        `import type { c } from 'c';`,
        `import d, { type e } from 'd';`,
        `export { f } from 'f';`,
        `const g = async () => (await import('g')).g;`,
      ].join('\n'),
    );
    assert.deepEqual(importsOf(file), ['a', 'b', 'd', 'f', 'g']);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('a socket that may not be used is named with its mode and its owners', () => {
  const directory = mkdtempSync(join(tmpdir(), 'socket-'));
  const failure = (path: string): string =>
    connectError(path, Object.assign(new Error('no'), { code: 'EACCES' })).message;
  try {
    const path = join(directory, 'api.sock');
    writeFileSync(path, '', { mode: 0o640 });
    const text = failure(path);
    assert.match(
      text,
      /^neighctl: no permission to use .*api\.sock \(mode 0640, [\w-]+:[\w-]+\); run it as root or as a member of the group [\w-]+$/,
    );
    assert.match(failure(join(directory, 'nowhere')), /^neighctl: no permission to reach .*nowhere; run it as root$/);
    assert.equal(connectError(path, Object.assign(new Error('no'), { code: 'EACCES' })).code, 'forbidden');
  } finally {
    rmSync(directory, { recursive: true });
  }
});
