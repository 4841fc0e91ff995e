import { packageVersion } from '../version.ts';
import type { Run } from './command.ts';
import { noWords } from './fields.ts';

export const run: Run = async ({ words }, { json, write }) => {
  noWords('version', words);
  const version = packageVersion();
  write(
    json
      ? `${JSON.stringify({ version, node: process.version })}\n`
      : `neighctl ${version} (Node.js ${process.version})\n`,
  );
  return 0;
};
