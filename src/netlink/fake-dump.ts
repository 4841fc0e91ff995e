import { DaemonError } from '../base/errors.ts';
import type { LinkMessage } from './codec/ifinfomsg.ts';
import type { NeighMessage } from './codec/ndmsg.ts';

/** What goes wrong next with what is asked of the kernel; each number counts down as it happens. */
export type FakeFaults = {
  /** Dumps that say they were interrupted (NLM_F_DUMP_INTR). */
  interruptedDumps: number;
  /** Dumps that fail after their first half. */
  brokenDumps: number;
  /** Dumps that silently leave out every other entry, as the kernel does while its hash grows; none twice in a row. */
  forgetfulDumps: number;
  /** Dumps that get EBUSY, for another goes on. */
  busyDumps: number;
  /** Dumps that the kernel refuses (NLMSG_DONE with an errno). */
  refusedDumps: number;
  /** Dumps of which a datagram after the first half was cut. */
  truncatedDumps: number;
  /** Dumps that tell the same again and again, until they are given up. */
  endlessDumps: number;
  /** Dumps that bring every entry twice. */
  duplicatingDumps: number;
  /** Questions about neighbors that get an error for every other one. */
  refusedAnswers: number;
};

export function noFaults(): FakeFaults {
  return {
    interruptedDumps: 0,
    brokenDumps: 0,
    forgetfulDumps: 0,
    busyDumps: 0,
    refusedDumps: 0,
    truncatedDumps: 0,
    endlessDumps: 0,
    duplicatingDumps: 0,
    refusedAnswers: 0,
  };
}

/** Whether a fault happens now. */
export function happens(faults: FakeFaults, fault: keyof FakeFaults): boolean {
  if (faults[fault] === 0) return false;
  faults[fault]--;
  return true;
}

/** What a filtered dump asks for; undefined is no condition. */
export type FakeFilter = { readonly ifindex?: number | undefined; readonly master?: number | undefined };

/** Whether a filtered dump has a neighbor: NDA_MASTER means the master of its interface, and not that one's master. */
export function isDumped({ ifindex }: NeighMessage, links: readonly LinkMessage[], filter: FakeFilter): boolean {
  if (filter.ifindex !== undefined && filter.ifindex !== ifindex) return false;
  return filter.master === undefined || links.find((link) => link.ifindex === ifindex)?.master === filter.master;
}

const ENDLESS_ROUNDS = 20;

export type FakeDump<T> = {
  /** The entries now, copied, by an id. */
  readonly entries: () => readonly (readonly [id: string, entry: T])[];
  readonly faults: FakeFaults;
  /** Those left out of the dump before; kept from dump to dump. */
  readonly forgotten: Set<string>;
  /** The world goes on between the parts. */
  readonly meanwhile: () => void;
};

/**
 * A dump as the requester hands it on, with the faults that are due: in two parts, whose bytes are wiped when the next is
 * asked for.
 */
export async function* fakeDump<T extends LinkMessage | NeighMessage>({
  entries: entriesById,
  faults,
  forgotten,
  meanwhile,
}: FakeDump<T>): AsyncGenerator<readonly T[]> {
  const entries = (): readonly T[] => entriesById().map(([, entry]) => entry);
  if (happens(faults, 'busyDumps')) throw failed('netlink_busy', 'EBUSY');
  if (happens(faults, 'refusedDumps')) throw failed('netlink_failed', 'EINVAL (Invalid values in header)');
  const told = happens(faults, 'forgetfulDumps') ? forget(entriesById(), forgotten) : entries();
  const half = Math.ceil(told.length / 2);
  yield* wiped(told.slice(0, half));
  meanwhile();
  if (happens(faults, 'brokenDumps')) throw failed('netlink_failed', 'broken by the test');
  if (happens(faults, 'truncatedDumps')) throw failed('netlink_truncated');
  yield* wiped(told.slice(half));
  if (happens(faults, 'duplicatingDumps')) yield* wiped(entries());
  if (happens(faults, 'endlessDumps')) {
    for (let round = 0; round < ENDLESS_ROUNDS; round++) yield* wiped(entries());
    throw failed('netlink_failed', 'the answer did not end in 60000 ms');
  }
  if (happens(faults, 'interruptedDumps')) throw failed('netlink_interrupted');
}

function forget<T>(entries: readonly (readonly [string, T])[], forgotten: Set<string>): readonly T[] {
  const left = entries.filter(([id], index) => index % 2 === 1 && !forgotten.has(id));
  forgotten.clear();
  for (const [id] of left) forgotten.add(id);
  return entries.filter(([id]) => !forgotten.has(id)).map(([, entry]) => entry);
}

/** The receive buffer is used again: whoever kept a view now has nonsense. */
function* wiped<T extends LinkMessage | NeighMessage>(entries: readonly T[]): Generator<readonly T[]> {
  yield entries;
  for (const entry of entries) {
    if (entry.kind !== 'neigh') continue;
    entry.dst?.fill(0xff);
    entry.lladdr?.fill(0xff);
  }
}

function failed(
  code: 'netlink_busy' | 'netlink_failed' | 'netlink_truncated' | 'netlink_interrupted',
  message?: string,
) {
  return new DaemonError(code, { op: 'dump', ...(message === undefined ? {} : { message }) });
}
