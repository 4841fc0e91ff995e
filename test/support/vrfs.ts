import type { Namespace } from './namespace.ts';

export const MAC = { red: '02:00:00:00:0a:01', blue: '02:00:00:00:0b:01', other: '02:00:00:00:0c:01' } as const;

/** Ethernet0 is in Vrf_red, Ethernet4 in Vrf_blue, both with a neighbor 10.1.0.2; dummy0 is in none. */
export async function createVrfs(namespace: Namespace): Promise<void> {
  await namespace.batch([
    'link add Vrf_red type vrf table 1001',
    'link add Vrf_blue type vrf table 1002',
    'link add Ethernet8 type dummy',
    ...['Vrf_red', 'Vrf_blue', 'Ethernet8'].map((link) => `link set ${link} up`),
    'link set Ethernet0 master Vrf_red',
    'link set Ethernet4 master Vrf_blue',
    neighbor('10.1.0.2', MAC.red, 'Ethernet0'),
    neighbor('10.1.0.2', MAC.blue, 'Ethernet4'),
    neighbor('10.1.0.3', MAC.other, 'Ethernet8'),
  ]);
}

/** A command for `batch`. */
export function neighbor(address: string, mac: string, dev: string): string {
  return `neigh replace ${address} lladdr ${mac} dev ${dev} nud permanent`;
}
