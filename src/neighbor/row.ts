/** The `family` field of a NEIGH_TABLE row, as SONiC spells it. */
export type RowFamily = 'IPv4' | 'IPv6';

/**
 * One write to a neighbor table, in the text forms that other SONiC programs compare literally.
 *
 * - `key` is `<ifname>:<ip>`, without the table name
 * - `set` writes `neigh` = `mac` and `family`
 * - `set_when_consumed` is the second half of a *replace*: it may be written only once the consumer has taken the
 *   delete that went before (the key has left the table's KEY_SET); until then the sink reports it as deferred
 */
export type RowWrite =
  | {
      readonly kind: 'set' | 'set_when_consumed';
      readonly key: string;
      readonly mac: string;
      readonly family: RowFamily;
    }
  | { readonly kind: 'delete'; readonly key: string };

/** A row as it stands in the database; a field that is missing there is undefined here. */
export type StoredRow = {
  /** `<ifname>:<ip>`, without the table name */
  readonly key: string;
  readonly neigh: string | undefined;
  readonly family: string | undefined;
};

/** Proof of leadership: a batch is refused as a whole unless the database holds `epoch` under `key`. */
export type Fence = { readonly key: string; readonly epoch: string };
