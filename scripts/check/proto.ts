import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { GENERATED, generate } from '../generate-proto.ts';
import { type Check, tool } from './check.ts';

/** buf's lint over proto/, and whether the generated code is what `npm run proto` would write. */
export const proto: Check = {
  name: 'proto',
  needs: ['buf.yaml', 'buf.gen.yaml', 'clients/typescript/buf.gen.yaml'],
  planted: {
    files: {
      'proto/neighsync/v1/bad.proto': `syntax = "proto3";
package neighsync.v1;
enum Kind { ONE = 0; }
service Things { rpc Get(Thing) returns (Thing); }
message Thing { string BadName = 1; }
`,
      'proto/neighsync/v1/stale.proto': 'syntax = "proto3";\npackage neighsync.v1;\nmessage Stale {}\n',
      'src/api/grpc/gen/neighsync/v1/stale.ts': '// of long ago\n',
      'clients/typescript/gen/neighsync/v1/left.ts': '// its .proto is gone\n',
    },
    mustSay: [
      /bad\.proto:3:\S+ *Enum value name "ONE"/,
      /bad\.proto:4:\S+ *Service name "Things"/,
      /bad\.proto:5:\S+ *Field name "BadName"/,
      /^src\/api\/grpc\/gen\/neighsync\/v1\/stale\.ts is not current/m,
      /^src\/api\/grpc\/gen\/neighsync\/v1\/bad\.ts is missing/m,
      /^src\/api\/grpc\/gen\/descriptors\.ts is missing/m,
      /^clients\/typescript\/gen\/neighsync\/v1\/left\.ts follows from nothing/m,
    ],
  },
  look: async (root) => {
    const { ok, text } = await tool(root, 'buf', ['lint']);
    const target = mkdtempSync(resolve(tmpdir(), 'neighsyncd-proto-'));
    try {
      await generate(root, target);
      const [wanted, there] = [filesOf(target), filesOf(root)];
      const faults = [
        ...wanted.flatMap((file) => fault(file, root, target)),
        ...there.filter((file) => !wanted.includes(file)).map((file) => `${file} follows from nothing in proto/`),
      ];
      if (faults.length > 0) faults.push('run npm run proto');
      const said = [...(ok ? [] : [text.trim()]), ...faults];
      return { ok: ok && faults.length === 0, seen: `${wanted.length} generated files`, text: said.join('\n') };
    } finally {
      rmSync(target, { recursive: true });
    }
  },
};

function filesOf(root: string): readonly string[] {
  return globSync(
    GENERATED.map((folder) => `${folder}/**/*.ts`),
    { cwd: root },
  ).sort();
}

function fault(file: string, root: string, target: string): readonly string[] {
  const path = resolve(root, file);
  if (!existsSync(path)) return [`${file} is missing`];
  return readFileSync(path).equals(readFileSync(resolve(target, file))) ? [] : [`${file} is not current`];
}
