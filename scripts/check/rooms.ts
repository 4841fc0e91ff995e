import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { ROOMS } from '../rooms.ts';
import { type Check, sources, tool } from './check.ts';

/** What of dependency-cruiser's JSON is read here. */
type Cruise = {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly totalDependenciesCruised: number;
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
};

/** Who may import whom: dependency-cruiser with the rules of .dependency-cruiser.mjs. */
export const rooms: Check = {
  name: 'rooms',
  needs: ['.dependency-cruiser.mjs', 'scripts/rooms.ts', 'scripts/swc-using.ts', 'tsconfig.json', 'package.json'],
  planted: {
    files: {
      'src/base/low.ts': "export type { High } from '../sync/high.ts';\n",
      'src/base/using.ts':
        "export async function f(): Promise<void> {\n  await using x = await import('../sync/high.ts');\n}\n",
      'src/sync/high.ts': "import type { Top } from '../cli/top.ts';\n\nexport type High = Top;\n",
      'src/cli/top.ts': 'export type Top = string;\n',
      'src/netlink/socket.ts': 'export const socket = 1;\n',
      'src/netlink/codec/impure.ts': "import { socket } from '../socket.ts';\n\nexport const impure = socket;\n",
      'src/neighbor/impure.ts': "import { socket } from '../netlink/socket.ts';\n\nexport const impure = socket;\n",
      'src/neighbor/reading.ts': "import { readFileSync } from 'node:fs';\n\nexport const reading = readFileSync;\n",
      'src/netlink/ffi.ts': "import koffi from 'koffi';\n\nexport const ffi = koffi;\n",
      'src/sync/client.ts': "import { createClient } from '@redis/client';\n\nexport const client = createClient;\n",
      'src/sync/tested.ts': "import { help } from '../../test/support/help.ts';\n\nexport const tested = help;\n",
      'src/sync/property.ts': "import fc from 'fast-check';\n\nexport const property = fc;\n",
      'src/sync/fine.test.ts': "import 'node:test';\nimport 'fast-check';\nimport '../../test/support/help.ts';\n",
      'src/sync/missing.ts': "export { nothing } from './nowhere.ts';\n",
      'src/cellar/dark.ts': 'export const dark = 1;\n',
      'src/cli/cellar.ts': "export { dark } from '../cellar/dark.ts';\n",
      'src/base/egg.ts': "import { hen } from './hen.ts';\n\nexport const egg = () => hen;\n",
      'src/base/hen.ts': "import { egg } from './egg.ts';\n\nexport const hen = () => egg;\n",
      'test/support/help.ts': 'export const help = 1;\n',
    },
    mustSay: [
      /^room-order-base: src\/base\/low\.ts/m,
      /^room-order-base: src\/base\/using\.ts/m,
      /^room-order-sync: src\/sync\/high\.ts/m,
      /^neighbor-is-pure: src\/neighbor\/impure\.ts/m,
      /^codec-is-pure: src\/netlink\/codec\/impure\.ts/m,
      /^pure-without-node: src\/neighbor\/reading\.ts/m,
      /^koffi-only-in-host: src\/netlink\/ffi\.ts/m,
      /^redis-client-only-in-redis: src\/sync\/client\.ts/m,
      /^src-without-test: src\/sync\/tested\.ts/m,
      /^src-without-development-packages: src\/sync\/property\.ts/m,
      /^no-missing-module: src\/sync\/missing\.ts/m,
      /^room-unknown: src\/cli\/cellar\.ts/m,
      /^room-unknown: src\/cellar$/m,
      /^no-cycle: src\/base\/(egg|hen)\.ts/m,
    ],
    mustNotSay: [/fine\.test\.ts/],
  },
  look: async (root) => {
    const { text } = await tool(root, 'depcruise', ['src', '--config', '.dependency-cruiser.mjs', '-T', 'json']);
    const json = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
    if (json === '') return { ok: false, seen: 'nothing', text };
    const { modules, summary } = JSON.parse(json) as Cruise;
    const seen = new Set(modules.map(({ source }) => source));
    const faults = [
      ...summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} imports ${to}`),
      ...unknownRooms(root).map((folder) => `room-unknown: src/${folder}`),
      ...sources(root, 'src/**/*.ts')
        .filter((file) => !seen.has(file))
        .map((file) => `${file}: dependency-cruiser did not read it`),
    ];
    const files = [...seen].filter((file) => file.startsWith('src/')).length;
    const imports = summary.totalDependenciesCruised;
    // A parser that understands nothing still lists every file; what it misses are the imports.
    if (imports < files / 2) faults.push(`only ${imports} imports in ${files} files: is @swc/core installed?`);
    return { ok: faults.length === 0, seen: `${files} files, ${imports} imports`, text: faults.join('\n') };
  },
};

function unknownRooms(root: string): readonly string[] {
  return readdirSync(resolve(root, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !ROOMS.includes(entry.name))
    .map((entry) => entry.name);
}
