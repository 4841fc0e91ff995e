import { DaemonError } from '../base/errors.ts';
import { type Change, formatChange, planReload } from '../config/reload.ts';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../telemetry/logger.ts';

/** The configuration from now on, and what of it is new. */
export type Reloaded = { readonly config: Config; readonly live: readonly Change[] };

/**
 * Loads the configuration again and logs what comes of it: each change that takes effect, each that needs a restart, or
 * why what is there now is not valid. Then, or when nothing changed, `live` is empty and `config` the one in force.
 *
 * @param load reads all places again; throws a DaemonError
 */
export function reload(inForce: Config, load: () => Config, logger: Logger): Reloaded {
  try {
    const { config, live, restart } = planReload(inForce, load());
    for (const change of live) logger.info('configuration changed', { change: formatChange(change) });
    for (const change of restart) {
      logger.warn('a configuration change needs a restart, ignoring', { change: formatChange(change) });
    }
    return { config, live };
  } catch (thrown) {
    const error = DaemonError.from(thrown, 'reload');
    logger.error('the configuration was not changed', { code: error.code, error: error.message });
    return { config: inForce, live: [] };
  }
}
