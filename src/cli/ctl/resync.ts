import type { Run } from './command.ts';
import { noWords } from './fields.ts';

export const run: Run = async ({ words, text }, { client, json, write }) => {
  noWords('resync', words);
  const vrf = text('vrf');
  const answer = await client.ask('POST', '/resync', {}, vrf === undefined ? {} : { vrf });
  const what = vrf === undefined ? 'both sides are' : `the neighbors of ${vrf} are`;
  write(json ? `${JSON.stringify(answer, null, 2)}\n` : `${what} being read again\n`);
  return 0;
};
