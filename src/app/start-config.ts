import { type ConfigDbRows, configDbSource } from '../config/config-db.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { Source } from '../config/sources.ts';

export type StartConfigOptions = {
  /** What flags, environment and file say; they lead to CONFIG_DB. */
  readonly loaded: LoadedConfig;
  /** Loads the configuration anew, with what CONFIG_DB says in its place among the sources. */
  readonly load: (configDb: Source) => LoadedConfig;
  /** Reads `NEIGHSYNCD|*` once; rejects when that takes too long. */
  readonly readStored: () => Promise<ConfigDbRows>;
};

/**
 * The configuration to start with: CONFIG_DB takes part if it can be read now and is valid, for a key that cannot change
 * later has its only chance here.
 *
 * It never rejects, and tells nobody what was wrong: `run` follows CONFIG_DB, reads it again at once, and logs that then.
 */
export async function startConfig({ loaded, load, readStored }: StartConfigOptions): Promise<LoadedConfig> {
  try {
    return load(configDbSource(await readStored()));
  } catch {
    return loaded;
  }
}
