import { isDeepStrictEqual } from 'node:util';
import { DaemonError } from '../base/errors.ts';
import { CONFIG_DB_TABLE, configDbSource } from '../config/config-db.ts';
import type { LoadedConfig } from '../config/load.ts';
import { showChange } from '../config/reload.ts';
import type { Config } from '../config/schema.ts';
import { overrideSource, type Source } from '../config/sources.ts';
import { NO_FACTS, type SwitchFacts } from '../neighbor/policy.ts';
import type { ConfigReport } from '../service/changes.ts';
import type { ConfigValue } from '../service/reports.ts';
import type { ConfigRow, ConfigRows } from '../sonic/config-rows.ts';
import { deriveSwitchConfig } from '../sonic/switch-config.ts';
import { loggerSettings } from '../telemetry/sonic-logger.ts';
import { LOGGER_KEY, LOGGER_TABLE } from './config-db.ts';
import { configValues } from './config-values.ts';
import type { LoggerKey, Logging } from './logging.ts';
import { reload, tryReload } from './reload.ts';

/** Sources that speak only once the daemon runs. */
export type LaterSources = { readonly configDb: Source; readonly overrides: Source };

export type LiveConfigOptions = {
  readonly loaded: LoadedConfig;
  /** Whether there is a CONFIG_DB: nothing is applied before `onRows` has said what is in it. */
  readonly followed: boolean;
  /** Loads the configuration anew, with what CONFIG_DB and the API say in their places among the sources. */
  readonly load: (later: LaterSources) => LoadedConfig;
  readonly logging: Logging;
  /** Applies the configuration in force and what is known of the switch. */
  readonly apply: (config: Config, facts: SwitchFacts) => void;
  /** Writes a field of LOGGER|neighsyncd that is missing there. */
  readonly writeLoggerField: (field: string, value: string) => void;
};

/** The configuration in force: what the daemon was started with, and what CONFIG_DB has changed since. */
export class LiveConfig {
  readonly #options: LiveConfigOptions;
  /** What is in force; `#loaded` says where it came from. */
  #config: Config;
  #loaded: LoadedConfig;
  #overrides: ReadonlyMap<string, unknown> = new Map();
  #facts: SwitchFacts = NO_FACTS;
  #applied: { readonly config: Config; readonly facts: SwitchFacts } | undefined;
  #loggerWritten = false;
  #stored: ReadonlyMap<string, ConfigRow> | undefined;

  constructor(options: LiveConfigOptions) {
    this.#options = options;
    this.#config = options.loaded.config;
    this.#loaded = options.loaded;
    this.#adopt(options.loaded, options.loaded.config);
  }

  get config(): Config {
    return this.#config;
  }

  /** Every key with its value and where that came from. */
  values(): readonly ConfigValue[] {
    return configValues(this.#config, this.#loaded.origin);
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

  /** The same for who waits for the outcome. Throws `config_invalid`, and `not_ready` before CONFIG_DB has spoken. */
  readonly reload = (): ConfigReport => this.#change(this.#overrides, []);

  /** See `NeighsyncCommands.configure`. */
  readonly configure = (values: Readonly<Record<string, unknown>>): ConfigReport => {
    const overrides = new Map(this.#overrides);
    for (const [key, value] of Object.entries(values)) {
      if (value === null) overrides.delete(key);
      else overrides.set(key, value);
    }
    return this.#change(overrides, Object.keys(values));
  };

  /** @param asked keys that have to take effect, or nothing does */
  #change(overrides: ReadonlyMap<string, unknown>, asked: readonly string[]): ConfigReport {
    const { load, logging, followed } = this.#options;
    if (followed && this.#stored === undefined)
      throw new DaemonError('not_ready', { op: 'configuration', message: 'CONFIG_DB has not been read yet' });
    const stored = configDbSource(this.#stored ?? new Map());
    const { loaded, plan } = reload(
      this.#config,
      () => load({ configDb: stored, overrides: overrideSource(overrides) }),
      logging.logger,
      ({ restart }) => refuseRestart(restart.map(showChange), asked),
    );
    this.#overrides = overrides;
    this.#adopt(loaded, plan.config);
    this.#take(this.#facts);
    return { applied: plan.live.map(showChange), needsRestart: plan.restart.map(showChange) };
  }

  #adopt(loaded: LoadedConfig, config: Config): void {
    this.#loaded = loaded;
    this.#config = config;
    const pinned = (['level', 'output'] as const).filter((key) => this.#isPinned(key));
    this.#options.logging.configure(config.logging, pinned);
  }

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
    const overrides = overrideSource(this.#overrides);
    const read = () => load({ configDb: configDbSource(stored), overrides });
    const reloaded = tryReload(this.#config, read, logging.logger);
    if (reloaded !== undefined) this.#adopt(reloaded.loaded, reloaded.plan.config);
  }

  #isPinned(key: LoggerKey): boolean {
    return /^(--set|environment|API)/.test(this.#loaded.origin('logging', key));
  }

  /** LOGGER|neighsyncd is read as the C++ daemons do; the API, flags and the environment come before it, as everywhere. */
  #followLogger(row: ConfigRow | undefined): void {
    const { logging, writeLoggerField } = this.#options;
    const { LOGLEVEL, LOGOUTPUT } = row ?? {};
    logging.follow({
      ...(LOGLEVEL === undefined ? {} : { LOGLEVEL }),
      ...(LOGOUTPUT === undefined ? {} : { LOGOUTPUT }),
    });
    if (this.#loggerWritten) return;
    this.#loggerWritten = true;
    for (const [field, value] of loggerSettings(row).missing) writeLoggerField(field, value);
  }
}

/** Keys that would only take effect after a restart are not set at all: nobody would remember that they had been. */
function refuseRestart(needRestart: readonly { readonly key: string }[], asked: readonly string[]): void {
  const refused = needRestart.map(({ key }) => key).filter((key) => asked.includes(key));
  if (refused.length === 0) return;
  const message = `${refused.join(', ')}: takes effect at the next start only; set it in the file or in CONFIG_DB`;
  throw new DaemonError('config_not_live', { op: 'configuration', message });
}
