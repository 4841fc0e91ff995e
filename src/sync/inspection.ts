import type { Clock } from '../base/clock.ts';
import type { HistoryItem } from '../neighbor/history.ts';
import type { Ip } from '../neighbor/ip.ts';
import type { KernelEntry } from '../neighbor/kernel-table.ts';
import type { Published } from '../neighbor/mirror.ts';
import { desired, type PolicyConfig, type Verdict } from '../neighbor/policy.ts';
import type { Link } from '../netlink/links.ts';
import type { ChangeListener } from './chronicle.ts';
import type { Image } from './image.ts';

/** What is known of a row: what the database has, and whether a change waits or is on its way, or may have to. */
export type RowFacts = { readonly published: Published; readonly pending: boolean };

/** A neighbor under the name of its interface. */
export type NamedEntry = { readonly interfaceName: string; readonly entry: KernelEntry };

/**
 * The engine as those see it who only look: nothing here changes anything. Entries are copies of numbers; the address of one
 * is the one that was asked with, or a view that is valid until the table next changes.
 */
export class Inspection {
  readonly #image: Image;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #isTableKnown: () => boolean;

  /** @param isTableKnown false while the rows of the database are being read */
  constructor(image: Image, clock: Pick<Clock, 'monotonicMs'>, isTableKnown: () => boolean) {
    this.#image = image;
    this.#clock = clock;
    this.#isTableKnown = isTableKnown;
  }

  /** Neighbors that the kernel has. */
  get size(): number {
    return this.#image.table.size;
  }

  /** Changes whenever any neighbor or row does. */
  get revision(): number {
    return this.#image.chronicle.revision;
  }

  get policy(): PolicyConfig {
    return this.#image.policy;
  }

  /** All neighbors whose interface is known, in no particular order. */
  *entries(): Generator<NamedEntry> {
    const { table, links } = this.#image;
    for (const entry of table.entries()) {
      const link = links.get(entry.ifindex);
      if (link !== undefined) yield { interfaceName: link.name, entry };
    }
  }

  find(interfaceName: string, ip: Ip): KernelEntry | undefined {
    return this.#image.entry(interfaceName, ip);
  }

  /** Interfaces on which the kernel has this address, in the order of their names. */
  interfacesOf(ip: Ip): readonly string[] {
    const { links, table } = this.#image;
    const found = [...links.all()].filter(({ ifindex }) => table.get(ifindex, ip) !== undefined);
    return found.map(({ name }) => name).sort();
  }

  linkNamed(name: string): Link | undefined {
    return this.#image.links.named(name);
  }

  /** Undefined while it cannot be told. */
  vrfOf(ifindex: number): string | undefined {
    return this.#image.vrfs.of(ifindex)?.name;
  }

  row(interfaceName: string, ip: Ip): RowFacts {
    const { mirror, pending } = this.#image;
    if (!this.#isTableKnown()) return { published: 'unsure', pending: true };
    const id = mirror.find(interfaceName, ip);
    if (id === undefined) return { published: 'none', pending: false };
    return { published: mirror.published(id), pending: !pending.isIdle(id) };
  }

  /** What the policy makes of an entry now. */
  verdict(interfaceName: string, entry: KernelEntry): Verdict {
    const { policy } = this.#image;
    return desired(this.#image.policyEntry(interfaceName, entry, this.#clock.monotonicMs()), policy);
  }

  /** What happened to an address and its rows, by interface, the latest first. Looks through all that is remembered. */
  history(ip: Ip, limit: number): ReadonlyMap<string, readonly HistoryItem[]> {
    return this.#image.chronicle.history.of(ip, limit);
  }

  /** Tells of each neighbor that may look different, until disposed. */
  follow(listener: ChangeListener): Disposable {
    return this.#image.chronicle.follow(listener);
  }
}
