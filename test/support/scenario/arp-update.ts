/**
 * SONiC's arp_update, as far as it watches us: it compares every line of `ip neigh`, without fe80, FAILED and INCOMPLETE,
 * with the row of that neighbor, and on a mismatch flushes the neighbor and pings it. Written from that description and
 * from the table of the policy alone; it shares nothing with src/.
 */

/** What the policy depends on besides the neighbor. */
export type Mode = { readonly dualTor: boolean; readonly evpn: boolean };

/** One line of `ip neigh`. */
export type KernelLine = {
  readonly address: string;
  readonly dev: string;
  readonly mac: string | undefined;
  readonly externallyLearned: boolean;
  readonly state: string;
};

/** A neighbor that arp_update would flush: what it sees, and the rule why it is right all the same, if there is one. */
export type Mismatch = KernelLine & { readonly row: string | undefined; readonly rule: string | undefined };

/** The lines that arp_update looks at and whose row is not what they say. */
export function mismatches(ipNeigh: string, rows: ReadonlyMap<string, string>, mode: Mode): readonly Mismatch[] {
  return parseLines(ipNeigh)
    .filter(({ address, state }) => !address.startsWith('fe80:') && !['FAILED', 'INCOMPLETE'].includes(state))
    .map((line) => ({ ...line, row: rows.get(`${line.dev}:${line.address}`), rule: ruleFor(line, mode) }))
    .filter(({ row, mac }) => row === undefined || row !== mac);
}

function parseLines(ipNeigh: string): readonly KernelLine[] {
  return ipNeigh
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([address]) => address !== '')
    .map(([address = '', , dev = '', ...rest]) => ({
      address,
      dev,
      mac: rest[0] === 'lladdr' ? rest[1] : undefined,
      externallyLearned: rest.includes('extern_learn'),
      state: rest.at(-1) ?? '',
    }));
}

/** Why this neighbor has no row, or keeps the one it had; undefined when it should have one that says the same. */
function ruleFor({ address, dev, mac, externallyLearned, state }: KernelLine, mode: Mode): string | undefined {
  if (dev === 'lo') return 'interface';
  if (/^ff[0-9a-f]2:/.test(address)) return 'multicast';
  if (mode.dualTor && address.startsWith('169.254.')) return 'ipv4_link_local';
  if (state === 'NOARP' && !externallyLearned) return 'noarp';
  if (mode.evpn && state === 'PROBE') return 'evpn_probe';
  if (mac === undefined) return 'missing_mac';
  if (mac.length !== 17) return 'odd_mac';
  if (mac === 'ff:ff:ff:ff:ff:ff') return 'broadcast_mac';
  if (mac === '00:00:00:00:00:00' && !mode.dualTor) return 'zero_mac';
  return undefined;
}
