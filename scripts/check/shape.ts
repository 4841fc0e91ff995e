import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Check, sources } from './check.ts';

const LINES = 250;
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

/** Files of at most 250 lines, and names in kebab-case. */
export const shape: Check = {
  name: 'shape',
  needs: [],
  planted: {
    files: {
      'src/base/long.ts': '\n'.repeat(LINES + 1),
      'src/base/just.ts': '\n'.repeat(LINES),
      'src/base/CamelCase.ts': '',
      'src/snake_case/a.ts': '',
    },
    mustSay: [
      /src\/base\/long\.ts: 251 lines/,
      /src\/base\/CamelCase\.ts: not kebab-case/,
      /src\/snake_case\/a\.ts: not kebab-case/,
    ],
    mustNotSay: [/just\.ts/],
  },
  look: async (root) => {
    const code = sources(root, '{src,test,bench,scripts}/**/*.ts');
    const named = sources(root, '{src,test,bench,scripts}/**/*.{ts,mjs,sh,lua,json,mutants}');
    const faults = [
      ...code.flatMap((file) => {
        const lines = readFileSync(resolve(root, file), 'utf8').split('\n').length - 1;
        return lines > LINES ? [`${file}: ${lines} lines, at most ${LINES}`] : [];
      }),
      ...named
        .filter((file) => !file.split('/').every((part) => NAME.test(part)))
        .map((file) => `${file}: not kebab-case`),
    ];
    return { ok: faults.length === 0, seen: `${named.length} files`, text: faults.join('\n') };
  },
};
