import type { Query } from './client.ts';
import type { Given } from './command.ts';
import { either, parseWords, usage } from './words.ts';

/** Which neighbor: an address, and an interface where it is on several. */
export type Address = {
  readonly address: string;
  readonly name: string | undefined;
  /** The address as a part of a path. */
  readonly path: string;
  readonly query: Query;
};

/** `IP [dev IF]`, or `IP --interface IF`. */
export function parseAddress(command: string, { words, text }: Given): Address {
  const { values, rest } = parseWords(words, ['dev']);
  const [address, ...more] = rest;
  if (address === undefined) throw usage(`${command} needs an IP`);
  if (more.length > 0) throw usage(`${command} takes one IP, and not ${rest.join(' ')}`);
  const name = either('the interface', values['dev'], text('interface'));
  return { address, name, path: encodeURIComponent(address), query: { interface: name } };
}
