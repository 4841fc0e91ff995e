/** How one APPL_DB table is laid out in Redis (swss-common, `table.h`); `<key>` is `Ethernet0:10.0.0.1`. */
export type TableNames = {
  /** `NEIGH_TABLE:` + key: the final hash, written by the consumer */
  readonly finalPrefix: string;
  /** `_NEIGH_TABLE:` + key: the staging hash, written by the producer */
  readonly stagingPrefix: string;
  /** `NEIGH_TABLE_KEY_SET`: keys that wait for the consumer */
  readonly keySet: string;
  /** `NEIGH_TABLE_DEL_SET`: those of them whose final hash is to be deleted first */
  readonly delSet: string;
  /** `NEIGH_TABLE_CHANNEL@0`: where the consumer is woken */
  readonly channel: string;
};

/** The names of `table`; `databaseId` and `separator` come from database_config.json. */
export function tableNames(table: string, databaseId: number, separator: string): TableNames {
  return {
    finalPrefix: `${table}${separator}`,
    stagingPrefix: `_${table}${separator}`,
    keySet: `${table}_KEY_SET`,
    delSet: `${table}_DEL_SET`,
    channel: `${table}_CHANNEL@${databaseId}`,
  };
}
