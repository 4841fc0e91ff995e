import { z } from 'zod';
import { PAGE_LIMIT } from '../../../service/neighbor-info.ts';
import { count, flag, maybe, oneOf, text, time, whole } from './kinds.ts';

export const NEIGHBOR = z.strictObject({
  ip_address: text('Canonical (RFC 5952 for IPv6), without a zone.'),
  mac_address: maybe(
    text('Lower case, with colons.'),
    'Null while the kernel has none, or one that is not six bytes long.',
  ),
  interface: text('Name of the interface.'),
  state: text('NUD state as `ip neigh` names it.'),
  family: oneOf(['IPv4', 'IPv6'], 'Address family.'),
  vrf: maybe(text('VRF of the interface.'), 'Null while it is not known.'),
  flags: z.array(z.string()).meta({ description: 'NTF_* flags as `ip neigh` names them.' }),
  source: oneOf(
    ['static', 'external', 'dynamic'],
    'Configured, learned by a control plane, or resolved by the kernel.',
  ),
  last_changed: time('When the kernel last changed it, as far as was seen.'),
  row: oneOf(['written', 'pending', 'none'], 'Whether the database has its row, will have it, or is to have none.'),
});

export const NEIGHBOR_PAGE = z.strictObject({
  neighbors: z.array(NEIGHBOR).meta({ description: 'By address, IPv4 first, then by interface.' }),
  next_cursor: maybe(text('For the next page.'), 'Null on the last page.'),
  total: whole('Neighbors that the kernel has, whatever the filter.'),
  revision: text('Changes with every change of any neighbor; opaque.'),
});

const FILTER = {
  interface: text('Name of the interface.').optional(),
  state: text('NUD state, in any case.').optional(),
  family: text('`IPv4` or `IPv6`, in any case.').optional(),
  vrf: text('Name of the VRF.').optional(),
  mac: text('MAC address.').optional(),
  prefix: text('`10.0.0.0/8`, or an address alone.').optional(),
  source: text('`static`, `external` or `dynamic`.').optional(),
};

export const LIST_QUERY = z.strictObject({
  ...FILTER,
  limit: count(PAGE_LIMIT, 'Neighbors to a page.').optional(),
  cursor: text('`next_cursor` of the page before.').optional(),
});

export const WATCH_QUERY = z.strictObject({
  ...FILTER,
  from_revision: text('`revision` of an earlier event; `Last-Event-ID` goes before it.').optional(),
});

export const IP_PARAMS = z.strictObject({ ip_address: text('IPv4 or IPv6 address, without a zone.') });

export const INTERFACE_QUERY = z.strictObject({
  interface: text('Needed when the address is on more than one interface.').optional(),
});

export const ADD_BODY = z.strictObject({
  ip_address: text('IPv4 or IPv6 address.'),
  mac_address: text('Unicast, not zero.'),
  interface: text('Name of the interface.'),
  state: text('`permanent` (default), `reachable` or `stale`.').optional(),
  extern_learn: flag('NTF_EXT_LEARNED: a control plane has it from elsewhere. Default false.').optional(),
  router: flag('NTF_ROUTER. Default false.').optional(),
});
