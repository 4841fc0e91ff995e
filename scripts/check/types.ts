import { type Check, sources, tool } from './check.ts';

/** The TypeScript compiler, over everything that tsconfig.json includes. */
export const types: Check = {
  name: 'types',
  needs: ['tsconfig.json'],
  planted: {
    files: {
      'src/base/wrong.ts': "export const wrong: number = 'text';\nexport enum Forbidden {\n  A,\n}\n",
    },
    mustSay: [/wrong\.ts\(1,14\): error TS2322/, /wrong\.ts\(2,13\): error TS1294/],
  },
  look: async (root) => {
    const { ok, text } = await tool(root, 'tsc', ['--noEmit', '--pretty', 'false', '--listFiles']);
    const lines = text.split('\n');
    const read = new Set(lines.filter((line) => line.startsWith(`${root}/`)));
    const unread = sources(root, 'src/**/*.ts').filter((file) => !read.has(`${root}/${file}`));
    const errors = lines.filter((line) => line !== '' && !line.startsWith('/'));
    return {
      ok: ok && unread.length === 0,
      seen: `${read.size} files`,
      text: [...errors, ...unread.map((file) => `${file}: the compiler did not read it`)].join('\n'),
    };
  },
};
