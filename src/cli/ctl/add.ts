import type { ChangeResult } from '../../service/changes.ts';
import { ADD_FLAGS, ADD_STATES, ADD_VALUED } from './add-words.ts';
import type { Given, Run } from './command.ts';
import type { Paint } from './paint.ts';
import type { Wire } from './wire.ts';
import { either, parseWords, usage } from './words.ts';

export const run: Run = async (given, { client, json, paint, write }) => {
  const request = parseAdd(given);
  const result = (await client.ask('POST', '/neighbors', {}, request)) as Wire<ChangeResult>;
  write(json ? `${JSON.stringify(result, null, 2)}\n` : formatChange('added', request, result, paint));
  return 0;
};

export type AddBody = {
  readonly ip_address: string;
  readonly mac_address: string;
  readonly interface: string;
  readonly state?: string;
  readonly extern_learn: boolean;
  readonly router: boolean;
};

/** `IP lladdr MAC dev IF [permanent|reachable|stale] [extern_learn] [router]`, or the same by options. */
export function parseAdd({ words, text, has }: Given): AddBody {
  const { values, flags, rest } = parseWords(words, ADD_VALUED, [...ADD_STATES, ...ADD_FLAGS]);
  const [address, ...more] = rest;
  if (address === undefined) throw usage('add needs an IP');
  if (more.length > 0) throw usage(`add does not know ${more.join(' ')}`);
  const mac = either('the MAC', values['lladdr'], text('mac'));
  const name = either('the interface', values['dev'], text('interface'));
  if (mac === undefined) throw usage('add needs lladdr MAC');
  if (name === undefined) throw usage('add needs dev IF');
  const [word, ...others] = ADD_STATES.filter((state) => flags.has(state));
  if (others.length > 0) throw usage('the state is given twice');
  const state = either('the state', either('the state', word, values['nud']), text('state'));
  return {
    ip_address: address,
    mac_address: mac,
    interface: name,
    ...(state === undefined ? {} : { state }),
    extern_learn: flags.has('extern_learn') || has('extern-learn'),
    router: flags.has('router') || has('router'),
  };
}

/** What became of the kernel, and of the database. */
export function formatChange(
  what: 'added' | 'deleted',
  { ip_address: address, interface: name }: { readonly ip_address: string; readonly interface?: string | undefined },
  result: Wire<ChangeResult>,
  paint: Paint,
): string {
  const where = name === undefined ? address : `${address} on ${name}`;
  return `${where}: ${what}; ${outcome(what, result, paint)}\n`;
}

function outcome(what: 'added' | 'deleted', { database, rule, rule_text }: Wire<ChangeResult>, paint: Paint): string {
  switch (database) {
    case 'acknowledged':
      return paint.good(what === 'added' ? 'the database has its row' : 'the database has no row of it');
    case 'no_row':
      return paint.fair(rule === null ? 'no row' : `no row, by rule ${rule}: ${rule_text ?? '-'}`);
    case 'pending':
      return paint.fair('kernel changed, database pending');
  }
}
