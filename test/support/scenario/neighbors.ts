/** One neighbor of a generated crowd. */
export type Neighbor = { readonly ip: string; readonly mac: string };

/** Neighbors 1 to `count`, IPv4 and IPv6 in turn: 10.0.H.L and 2001:db8::H:L, both with a MAC that ends in H:L and 04 or 06. */
export function crowd(count: number): readonly Neighbor[] {
  return Array.from({ length: count }, (_, index) => {
    const high = Math.floor(index / 250);
    const low = (index % 250) + 2;
    const isIpv4 = index % 2 === 0;
    const ip = isIpv4 ? `10.0.${high}.${low}` : `2001:db8::${high.toString(16)}:${low.toString(16)}`;
    return { ip: ip.replace('::0:', '::'), mac: `02:00:00:${hex(high)}:${hex(low)}:${isIpv4 ? '04' : '06'}` };
  });
}

export function hex(byte: number): string {
  return (byte & 0xff).toString(16).padStart(2, '0');
}
