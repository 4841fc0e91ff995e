import { isDeepStrictEqual } from 'node:util';
import { CONFIG_DB_TABLE, configDbSource } from '../config/config-db.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import type { Source } from '../config/sources.ts';
import { NO_FACTS, type SwitchFacts } from '../neighbor/policy.ts';
import type { ConfigRow, ConfigRows } from '../sonic/config-rows.ts';
import { deriveSwitchConfig } from '../sonic/switch-config.ts';
import { loggerSettings } from '../telemetry/sonic-logger.ts';
import { LOGGER_KEY, LOGGER_TABLE } from './config-db.ts';
import type { Logging } from './logging.ts';
import { reload } from './reload.ts';

export type LiveConfigOptions = {
  readonly loaded: LoadedConfig;
  /** Whether there is a CONFIG_DB: nothing is applied before `onRows` has said what is in it. */
  readonly followed: boolean;
  /** Loads the configuration anew, with what CONFIG_DB says in its place among the sources. */
  readonly load: (configDb: Source) => LoadedConfig;
  readonly logging: Logging;
  /** Applies the configuration in force and what is known of the switch. */
  readonly apply: (config: Config, facts: SwitchFacts) => void;
  /** Writes a field of LOGGER|neighsyncd that is missing there. */
  readonly writeLoggerField: (field: string, value: string) => void;
};

/** The configuration in force: what the daemon was started with, and what CONFIG_DB has changed since. */
export class LiveConfig {
  readonly #options: LiveConfigOptions;
  #config: Config;
  #facts: SwitchFacts = NO_FACTS;
  #applied: { readonly config: Config; readonly facts: SwitchFacts } | undefined;
  #loggerWritten = false;
  #stored: ReadonlyMap<string, ConfigRow> | undefined;

  constructor(options: LiveConfigOptions) {
    this.#options = options;
    this.#config = options.loaded.config;
  }

  get config(): Config {
    return this.#config;
  }

  /** Takes what CONFIG_DB says now. Rows that make no sense are reported and change nothing. */
  readonly onRows = (rows: ConfigRows): void => {
    this.#reload(rows.get(CONFIG_DB_TABLE) ?? new Map());
    this.#followLogger(rows.get(LOGGER_TABLE)?.get(LOGGER_KEY));
    this.#take(deriveSwitchConfig(rows));
  };

  /** Reads all sources again (SIGHUP). Before CONFIG_DB has spoken that is nothing to do: they are read when it does. */
  readonly reread = (): void => {
    if (this.#options.followed && this.#stored === undefined) return;
    const stored = this.#stored ?? new Map();
    this.#stored = undefined;
    this.#reload(stored);
    this.#take(this.#facts);
  };

  /** Applies what is in force, unless it is in force already: most changes of CONFIG_DB mean nothing to neighbors. */
  #take(facts: SwitchFacts): void {
    const inForce = { config: this.#config, facts };
    if (isDeepStrictEqual(inForce, this.#applied)) return;
    this.#facts = facts;
    this.#applied = inForce;
    this.#options.apply(this.#config, facts);
  }

  /** A table that did not change is the same object: what was wrong with it has been said. */
  #reload(stored: ReadonlyMap<string, ConfigRow>): void {
    if (stored === this.#stored) return;
    this.#stored = stored;
    const { load, logging } = this.#options;
    this.#config = reload(this.#config, () => load(configDbSource(stored)).config, logging.logger).config;
    logging.configure(this.#config.logging);
  }

  /** LOGGER|neighsyncd is read as the C++ daemons do; flags and the environment come before it, as everywhere. */
  #followLogger(row: ConfigRow | undefined): void {
    const { logging, loaded, writeLoggerField } = this.#options;
    const pinned = (key: string): boolean => /^(--set|environment)/.test(loaded.origin('logging', key));
    const { LOGLEVEL, LOGOUTPUT } = row ?? {};
    logging.follow({
      ...(LOGLEVEL === undefined || pinned('level') ? {} : { LOGLEVEL }),
      ...(LOGOUTPUT === undefined || pinned('output') ? {} : { LOGOUTPUT }),
    });
    if (this.#loggerWritten) return;
    this.#loggerWritten = true;
    for (const [field, value] of loggerSettings(row).missing) writeLoggerField(field, value);
  }
}
