import type { Run } from './command.ts';
import { noWords } from './fields.ts';

export const run: Run = async ({ words }, { client, json, write }) => {
  noWords('restart', words);
  const answer = await client.ask('POST', '/restart');
  write(json ? `${JSON.stringify(answer, null, 2)}\n` : 'the pipeline begins anew; the process goes on\n');
  return 0;
};
