import { type Check, tool } from './check.ts';

/** knip's JSON: for each file, what is wrong with it by kind. `duplicates` holds lists of findings. */
type Finding = { readonly name: string; readonly line?: number };
type Issue = { readonly file: string } & Readonly<Record<string, string | readonly (Finding | readonly Finding[])[]>>;

/** The kernel's constants stand in the codec as a whole, whether or not each of them is used. */
const KERNEL_CONSTANT = /^exports src\/netlink\/codec\/\S+ [A-Z][A-Z0-9_]*$/;

/**
 * knip: files, exports and packages that nothing uses, and packages that are used and not declared.
 * Programs of the machine are not its business; scripts/debian.sh knows them.
 */
export const deadCode: Check = {
  name: 'dead-code',
  needs: ['knip.json', 'tsconfig.json'],
  planted: {
    files: {
      'package.json': '{ "name": "planted", "type": "module", "dependencies": { "pino": "10.4.0" } }\n',
      'src/index.ts': `import 'semver';

export { used } from './base/used.ts';
export { decode } from './netlink/codec/ndmsg.ts';
`,
      'src/base/used.ts': 'export const used = 1;\nexport const unusedExport = 2;\nexport const UNUSED_CONSTANT = 3;\n',
      'src/netlink/codec/ndmsg.ts': 'export const decode = 1;\nexport const encode = 2;\nexport const NTF_SELF = 2;\n',
      'src/base/unused-file.ts': 'export const a = 1;\n',
    },
    mustSay: [
      /^files src\/base\/unused-file\.ts/m,
      /^exports src\/base\/used\.ts:2 unusedExport$/m,
      /^exports src\/base\/used\.ts:3 UNUSED_CONSTANT$/m,
      /^exports src\/netlink\/codec\/ndmsg\.ts:2 encode$/m,
      /^dependencies package\.json\S* pino$/m,
      /^unlisted src\/index\.ts:1 semver$/m,
    ],
    mustNotSay: [/NTF_SELF/],
  },
  look: async (root) => {
    const { text } = await tool(root, 'knip', [
      '--no-progress',
      '--no-config-hints',
      '--exclude=binaries',
      '--reporter=json',
    ]);
    if (!text.startsWith('{"issues":')) return { ok: false, seen: 'nothing', text };
    const { issues } = JSON.parse(text) as { readonly issues: readonly Issue[] };
    const faults = issues.flatMap(lines).filter((line) => !KERNEL_CONSTANT.test(line));
    return { ok: faults.length === 0, seen: `${faults.length} findings`, text: faults.join('\n') };
  },
};

function lines(issue: Issue): readonly string[] {
  return Object.entries(issue).flatMap(([kind, findings]) =>
    typeof findings === 'string'
      ? []
      : findings.flat().map(({ name, line }) => {
          const where = line === undefined ? issue.file : `${issue.file}:${line}`;
          return name === issue.file ? `${kind} ${where}` : `${kind} ${where} ${name}`;
        }),
  );
}
