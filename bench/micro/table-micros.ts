import { AF_INET, AF_INET6, type NeighMessage } from '../../src/netlink/codec/ndmsg.ts';
import { NUD_REACHABLE, NUD_STALE } from '../../src/netlink/codec/neighbour.ts';
import type { Micro } from './micro.ts';
import type { Modules } from './modules.ts';
import { BATCH, COUNT, FIRST_MAC, INTERFACE_NAME, type Samples, sumOf } from './samples.ts';

const LLADDR = Uint8Array.of(2, 0, 0, 0, 0, 1);

/** What is known of the kernel and of the database, and what waits between them. */
export function tableMicros(
  { kernelTable, mirror: mirrors, pending: pendings }: Pick<Modules, 'kernelTable' | 'mirror' | 'pending'>,
  { ips }: Pick<Samples, 'ips'>,
): readonly Micro[] {
  const table = new kernelTable.KernelTable(COUNT);
  const messages = [NUD_REACHABLE, NUD_STALE].map((state) => ips.map((ip) => messageOf(ip, state)));
  const mirror = new mirrors.Mirror();
  const pending = new pendings.Pending(mirror);
  const ids = ips.map((ip) => mirror.intern(INTERFACE_NAME, ip));
  let round = 0;
  return [
    {
      name: 'kernel table: put a change',
      operations: COUNT,
      run: () => {
        const now = messages[++round % 2] ?? [];
        return sumOf(ips, (ip, place) => {
          const message = now[place];
          return message !== undefined && table.put(message, ip, round) === 'changed' ? 1 : 0;
        });
      },
    },
    {
      name: 'mirror: intern',
      operations: COUNT,
      run: () => {
        const fresh = new mirrors.Mirror();
        return sumOf(ips, (ip) => fresh.intern(INTERFACE_NAME, ip));
      },
    },
    {
      name: 'mirror: find',
      operations: COUNT,
      run: () => sumOf(ips, (ip) => mirror.find(INTERFACE_NAME, ip) ?? 0),
    },
    {
      name: 'pending: put, take and settle',
      operations: COUNT,
      run: () => {
        round++;
        for (const [place, id] of ids.entries())
          pending.put(id, { kind: 'set', mac: FIRST_MAC + place + round }, round);
        let written = 0;
        for (let writes = pending.take(BATCH, round); writes.length > 0; writes = pending.take(BATCH, round)) {
          for (const write of writes) pending.settle(write, 'written', round);
          written += writes.length;
        }
        return written;
      },
    },
  ];
}

function messageOf(dst: Uint8Array, state: number): NeighMessage {
  return {
    kind: 'neigh',
    family: dst.length === 4 ? AF_INET : AF_INET6,
    ifindex: 3,
    state,
    flags: 0,
    type: 1,
    dst,
    lladdr: LLADDR,
    master: undefined,
    flagsExt: undefined,
    rest: [],
  };
}
