import { type Check, sources, tool } from './check.ts';

/** Biome: lint rules, formatting, order of imports. `npm run format` mends what can be mended. */
export const lint: Check = {
  name: 'lint',
  needs: ['biome.json'],
  planted: {
    files: {
      'src/base/dirty.ts': `import fs from 'fs';
import { later, Later } from './later.ts';

export const loose: any = fs;
export function dirty(map: Map<string, Later>, unused: string): void {
  const nothing = 1;
  later();
  console.log(map.get('a')!);
}
export enum Kind {
  A = 'a',
}
export namespace Space {
  export const a = 1;
}
export class Box {
  constructor(private readonly a: string) {}
}
export default dirty;
`,
      'src/base/later.ts': `export type Later = { readonly a: string };

export async function later(): Promise<void> {}
`,
      'src/base/badly-formatted.ts': 'export const badly = "formatted"\n',
      'src/base/only.test.ts': "import { test } from 'node:test';\n\ntest.only('one', () => {});\n",
    },
    mustSay: [
      /noExplicitAny/,
      /noNonNullAssertion/,
      /noEnum/,
      /noNamespace/,
      /noParameterProperties/,
      /noDefaultExport/,
      /useNodejsImportProtocol/,
      /useImportType/,
      /noFloatingPromises/,
      /noUnusedVariables/,
      /noUnusedFunctionParameters/,
      /noConsole/,
      /only\.test\.ts:\S+ lint\/suspicious\/noFocusedTests/,
      /badly-formatted\.ts format/,
    ],
  },
  look: async (root) => {
    const { ok, text } = await tool(root, 'biome', ['check', '--error-on-warnings', '--max-diagnostics=none']);
    const checked = Number(/Checked (\d+) files?/.exec(text)?.[1] ?? 0);
    const expected = sources(root, 'src/**/*.ts').length;
    const few = checked < expected ? `Biome looked at ${checked} files, src/ alone has ${expected}\n` : '';
    return { ok: ok && few === '', seen: `${checked} files`, text: few + text.trim() };
  },
};
