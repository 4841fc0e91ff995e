import type { Config } from '../config/schema.ts';
import { createConnection } from '../redis/connection.ts';
import { createSubscriber } from '../redis/subscriber.ts';
import { createConfigWatch } from '../sonic/config-watch.ts';
import type { Database } from '../sonic/database-config.ts';
import { keyspacePattern } from '../sonic/watched-keys.ts';
import type { Members } from '../sync/restore-readiness.ts';
import { connectionOptions } from './connection-options.ts';

/** In STATE_DB: `VLAN_MEMBER_TABLE|Vlan10|Ethernet0`, `LAG_MEMBER_TABLE|PortChannel1|Ethernet4`. */
const VLAN_MEMBERS = 'VLAN_MEMBER_TABLE';
const LAG_MEMBERS = 'LAG_MEMBER_TABLE';

/** For a server that does not notify of keyspace events, and rows that FLUSHDB took. */
const REREAD_MS = 2_000;

/** Follows which VLANs and LAGs have members, until disposed; none have before they were read. */
export function followMembers(
  config: Config,
  database: Database,
  onChange: () => void,
): AsyncDisposable & { readonly read: () => Members } {
  const { id: databaseId, separator } = database;
  const ended = new AbortController();
  const reader = createConnection(connectionOptions(config, database, 'members'));
  const patterns = [keyspacePattern(databaseId)];
  const subscriber = createSubscriber({ ...connectionOptions(config, database, 'member-events'), patterns });
  let members: Members = { vlans: new Set(), lags: new Set() };
  const watch = createConfigWatch({
    reader,
    subscriber,
    databaseId,
    separator,
    tables: [{ table: VLAN_MEMBERS }, { table: LAG_MEMBERS }],
    rereadMs: REREAD_MS,
    onRows: (rows) => {
      const groups = (table: string): ReadonlySet<string> =>
        new Set([...(rows.get(table) ?? new Map()).keys()].map((key) => String(key.split(separator, 1)[0])));
      members = { vlans: groups(VLAN_MEMBERS), lags: groups(LAG_MEMBERS) };
      onChange();
    },
    // What fails is read again; until then the interfaces wait.
    onFailure: () => {},
  });
  reader.open(ended.signal);
  subscriber.open(ended.signal);
  const watching = watch.run(ended.signal);
  return {
    read: () => members,
    [Symbol.asyncDispose]: async () => {
      ended.abort();
      await Promise.all([watching, reader[Symbol.asyncDispose](), subscriber[Symbol.asyncDispose]()]);
    },
  };
}
