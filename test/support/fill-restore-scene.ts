import type { RestoreScene } from './restore-scene.ts';

export type Filling = {
  /** At most 65,000 with up to 400 neighbors each, else at most 255. */
  readonly interfaces: number;
  /** On each, IPv4 and IPv6 in turn; at most 120,000. */
  readonly neighbors: number;
};

/** The MAC of all rows, and of the host. */
const HOST_MAC = '02:00:00:00:00:99';
const PORTS_PER_BATCH = 200;

/**
 * Cables `E0`, `E1`, ... and writes rows for them, numbers 2 and up of each family. Behind those of even number everybody
 * answers whose address is IPv4, and number 2 of IPv6; behind the others nobody does.
 */
export async function fillRestoreScene(scene: RestoreScene, { interfaces, neighbors }: Filling): Promise<void> {
  const { namespace, host } = scene;
  const bits = neighbors > 400 ? 16 : 8;
  const ipv4 = (port: number, number: number): string => {
    // 10.0/16 is of Ethernet0.
    const low = 0x1_0000 + (port << bits) + number;
    return `10.${(low >> 16) & 0xff}.${(low >> 8) & 0xff}.${low & 0xff}`;
  };
  const ipv6 = (port: number, number: number): string => `2001:db8:${(port + 1).toString(16)}::${number.toString(16)}`;
  const ports = Array.from({ length: interfaces }, (_, index) => index);
  for (let at = 0; at < interfaces; at += PORTS_PER_BATCH) {
    const some = ports.slice(at, at + PORTS_PER_BATCH);
    await scene.cable(...some.map((port) => `E${port}`));
    await namespace.batch(
      some.flatMap((port) => [
        `addr add ${ipv4(port, 1)}/${32 - bits} dev E${port}`,
        `addr add ${ipv6(port, 1)}/64 dev E${port} nodad`,
      ]),
    );
    await host.batch(
      some.flatMap((port) => [
        `link set E${port} address ${HOST_MAC}`,
        ...(port % 2 === 0
          ? [
              `route add local ${ipv4(port, 0)}/${32 - bits} dev lo table main`,
              `route add ${ipv4(port, 1)}/32 dev E${port}`,
              `addr add ${ipv6(port, 2)}/64 dev E${port} nodad`,
            ]
          : []),
      ]),
    );
  }
  await scene.rows(
    ports.flatMap((port) =>
      Array.from({ length: neighbors }, (_, index): readonly [string, string] => {
        const ip = (index % 2 === 0 ? ipv4 : ipv6)(port, 2 + (index >> 1));
        return [`E${port}:${ip}`, HOST_MAC];
      }),
    ),
  );
}
