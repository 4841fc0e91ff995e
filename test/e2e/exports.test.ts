import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import * as index from '../../src/index.ts';
import { code, read, root, tableOf } from '../support/documents.ts';

/** A name that src/index.ts gives on. */
type Export = { readonly name: string; readonly inFile: string; readonly isType: boolean; readonly file: string };

const VALUES: ReadonlyMap<string, unknown> = new Map(Object.entries(index));
const EXPORTS = parseIndex(read('src/index.ts'));
const IMPORT_LIMIT_MS = 120_000;

describe('src/index.ts', () => {
  test('only gives on, and by name', () => {
    const statements = read('src/index.ts')
      .replace(/\/\*\*[\s\S]*?\*\//, '')
      .replaceAll(/export (type )?\{[^}]*\} from '[^']+';/g, '');
    assert.equal(statements.trim(), '');
    assert.deepEqual(
      [...VALUES.keys()].sort(),
      EXPORTS.filter(({ isType }) => !isType)
        .map(({ name }) => name)
        .sort(),
    );
  });

  for (const { name, inFile, isType, file } of EXPORTS) {
    test(`${name} is that of ${file}`, async () => {
      if (isType) {
        // That it exists is for the compiler to say; here it must be declared, and not only passed on once more.
        assert.match(read(file), new RegExp(`^export (type|interface) ${inFile}\\b`, 'm'));
        return;
      }
      const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(resolve(root, file)).href);
      assert.notEqual(VALUES.get(name), undefined);
      assert.equal(VALUES.get(name), module[inFile]);
    });
  }

  test('is what the package exports', () => {
    const { exports } = JSON.parse(read('package.json')) as { readonly exports: Readonly<Record<string, string>> };
    assert.deepEqual(exports, { '.': './src/index.ts', './package.json': './package.json' });
    assert.equal(import.meta.resolve('neighsyncd'), pathToFileURL(resolve(root, 'src/index.ts')).href);
  });

  test('is imported without privileges and without opening anything, native libraries included', async () => {
    const { status, stdout, stderr } = await importAlone();
    assert.equal(status, 0, stderr);
    const { before, after, native, names } = JSON.parse(stdout) as Readonly<Record<string, readonly string[]>>;
    assert.deepEqual(names, [...VALUES.keys()]);
    assert.deepEqual(after, before, 'what was open, and is');
    assert.deepEqual(native, []);
  });
});

describe('"Names of the design and where they are" in docs/ARCHITECTURE.md', () => {
  const rows = tableOf(read('docs/ARCHITECTURE.md'), '| design | here | file | state |');
  const existing = rows.filter(([, , , state]) => state === 'exists');

  test('has each export, with its file, and no other', () => {
    const stated = existing.flatMap(([, names = '', file = '']) => names.split(', ').map((name) => [name, file]));
    const real = EXPORTS.map(({ name, file }) => [code(name), code(file)]);
    assert.deepEqual(stated.sort(byText), real.sort(byText));
  });

  test('names only files that exist', () => {
    for (const [, , file = ''] of existing) assert.ok(existsSync(resolve(root, file.slice(1, -1))), file);
  });

  test('has what is still to come without a name and a file', () => {
    const planned = rows.filter((row) => !existing.includes(row));
    assert.notEqual(planned.length, 0);
    for (const [design = '', here, file, state = ''] of planned) {
      assert.match(state, /^planned: \w/, design);
      assert.deepEqual([here, file], ['none yet', 'none yet'], design);
      assert.equal(VALUES.has(design.slice(1, -1)), false, design);
    }
  });
});

function byText(one: readonly string[], other: readonly string[]): number {
  return one.join() < other.join() ? -1 : 1;
}

function parseIndex(text: string): readonly Export[] {
  return [...text.matchAll(/^export (type )?\{([^}]*)\} from '\.\/([^']+)';$/gm)].flatMap(([, all, names = '', path]) =>
    names
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
      .map((one) => {
        const [, type, inFile = '', name = inFile] = /^(type )?(\w+)(?: as (\w+))?$/.exec(one) ?? [];
        return { name, inFile, isType: (all ?? type) !== undefined, file: `src/${path}` };
      }),
  );
}

/** Names, native libraries, and what is open before and after. Timers and sockets would keep the program from ending, too. */
const IMPORTER = `
  import { readdirSync, readlinkSync } from 'node:fs';
  const open = () => readdirSync('/proc/self/fd').map((fd) => {
    try { return fd + ' ' + readlinkSync('/proc/self/fd/' + fd); } catch { return ''; }
  }).filter((line) => line !== '').concat(process.getActiveResourcesInfo()).sort();
  // Node makes a stream of stderr when its own node:util is first imported.
  void [process.stdout, process.stderr];
  open();
  const before = open();
  const names = Object.keys(await import(process.argv[1]));
  const after = open();
  const native = process.report.getReport().sharedObjects.filter((path) => path.includes('node_modules') && path.endsWith('.node'));
  process.stdout.write(JSON.stringify({ before, after, native, names }));
`;

/**
 * Imports it in a process that may only read files (no network, no native library, no worker, no child), as root without any
 * capability.
 */
async function importAlone(): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }> {
  const node = [
    process.execPath,
    '--permission',
    '--allow-fs-read=*',
    '--input-type=module',
    `--eval=${IMPORTER}`,
    pathToFileURL(resolve(root, 'src/index.ts')).href,
  ];
  const dropped = process.getuid?.() === 0 ? ['setpriv', '--inh-caps=-all', '--bounding-set=-all', ...node] : node;
  const [program = '', ...args] = dropped;
  // Node itself opens files that its variables name: a compile cache, certificates.
  const env = { PATH: process.env['PATH'] };
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: IMPORT_LIMIT_MS });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [status] = await once(child, 'close');
  return { status, stdout, stderr };
}
