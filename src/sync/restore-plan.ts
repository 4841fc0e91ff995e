import { type Ip, isIpv6LinkLocal } from '../neighbor/ip.ts';
import { macToBytes, ZERO_MAC } from '../neighbor/mac.ts';
import type { StoredRow } from '../neighbor/row.ts';
import { claimedInterface, readStoredRow } from '../neighbor/stored-row.ts';

const LOOPBACK = 'lo';

/** What a group needs its interface to have before its neighbors can be restored: a usable address of this kind. */
export type AddressNeed = 'ipv4' | 'ipv6' | 'ipv6_link_local';

/** A neighbor of the database that the kernel is to have again; `mac` has six bytes. */
export type RestoreTarget = { readonly key: string; readonly ip: Ip; readonly mac: Uint8Array };

/** Neighbors that wait for the same. */
export type RestoreGroup = {
  readonly interfaceName: string;
  readonly need: AddressNeed;
  readonly targets: readonly RestoreTarget[];
};

/**
 * Why a row is not restored: a neighbor of `lo` is none, a zero MAC stands for one that did not answer, and a row that is not
 * in our form says nothing that the kernel could be told.
 */
export type SkipReason = 'loopback' | 'zero_mac' | 'unreadable';

export type RestorePlan = {
  readonly groups: readonly RestoreGroup[];
  readonly skipped: Readonly<Record<SkipReason, number>>;
};

/** Decides what is to be restored of the rows of NEIGH_TABLE. */
export function planRestore(rows: Iterable<StoredRow>): RestorePlan {
  const groups = new Map<string, RestoreGroup & { readonly targets: RestoreTarget[] }>();
  const skipped = { loopback: 0, zero_mac: 0, unreadable: 0 };
  for (const stored of rows) {
    const row = readStoredRow(stored);
    if (claimedInterface(stored.key) === LOOPBACK) skipped.loopback++;
    else if (row?.mac === undefined) skipped.unreadable++;
    else if (row.mac === ZERO_MAC) skipped.zero_mac++;
    else {
      const { interfaceName, ip, mac } = row;
      const need = needOf(ip);
      const id = `${interfaceName}/${need}`;
      const group = groups.get(id) ?? { interfaceName, need, targets: [] };
      groups.set(id, group);
      group.targets.push({ key: stored.key, ip, mac: macToBytes(mac) });
    }
  }
  return { groups: [...groups.values()], skipped };
}

function needOf(ip: Ip): AddressNeed {
  if (ip.length === 4) return 'ipv4';
  return isIpv6LinkLocal(ip) ? 'ipv6_link_local' : 'ipv6';
}
