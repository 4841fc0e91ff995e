import type { Query } from './client.ts';
import type { Given, Option } from './command.ts';
import { either, parseWords, usage } from './words.ts';

/** The conditions that `show` and `watch` take. */
export const FILTER_OPTIONS: Readonly<Record<string, Option>> = {
  interface: { value: 'NAME', help: 'only neighbors on this interface' },
  state: {
    value: 'STATE',
    help: 'only neighbors in this NUD state',
    choices: ['none', 'incomplete', 'reachable', 'stale', 'delay', 'probe', 'failed', 'noarp', 'permanent'],
  },
  family: { value: 'FAMILY', help: 'only IPv4 or only IPv6', choices: ['IPv4', 'IPv6'] },
  vrf: { value: 'NAME', help: 'only neighbors in this VRF' },
  mac: { value: 'MAC', help: 'only neighbors with this MAC' },
  prefix: { value: 'PREFIX', help: 'only neighbors within this prefix' },
  source: {
    value: 'SOURCE',
    help: 'only configured, control-plane or resolved neighbors',
    choices: ['static', 'external', 'dynamic'],
  },
};

/** The words of `ip neigh show` that mean conditions. */
export const FILTER_WORDS: readonly string[] = ['dev', 'nud', 'vrf'];

/** The conditions as the API takes them: an address or prefix alone, the words of `ip neigh`, and options. */
export function parseFilters({ words, text }: Given): Query {
  const { values, rest } = parseWords(words, FILTER_WORDS);
  const [prefix, ...more] = rest;
  if (more.length > 0) throw usage(`one IP or PREFIX, and not ${rest.join(' ')} besides`);
  return {
    interface: either('the interface', values['dev'], text('interface')),
    state: either('the state', values['nud'], text('state')),
    family: text('family'),
    vrf: either('the VRF', values['vrf'], text('vrf')),
    mac: text('mac'),
    prefix: either('the prefix', prefix, text('prefix')),
    source: text('source'),
  };
}
