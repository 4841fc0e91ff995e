import { DaemonError } from '../base/errors.ts';
import type { LoadedConfig } from '../config/load.ts';
import { formatChange, planReload, type ReloadPlan } from '../config/reload.ts';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../telemetry/logger.ts';

/** What has been loaded, and what of it takes effect. */
export type Reloaded = { readonly loaded: LoadedConfig; readonly plan: ReloadPlan };

/**
 * Loads the configuration again, and logs each change that takes effect, and each that needs a restart.
 *
 * @param load reads all places again; throws a DaemonError
 * @param accept throws a DaemonError for what is not to be
 */
export function reload(
  inForce: Config,
  load: () => LoadedConfig,
  logger: Logger,
  accept: (plan: ReloadPlan) => void = () => {},
): Reloaded {
  const loaded = load();
  const plan = planReload(inForce, loaded.config);
  accept(plan);
  for (const change of plan.live) logger.info('configuration changed', { change: formatChange(change) });
  for (const change of plan.restart) {
    logger.warn('a configuration change needs a restart, ignoring', { change: formatChange(change) });
  }
  return { loaded, plan };
}

/** The same for those who cannot be told: when what is there now is not valid, that is logged, and nothing changes. */
export function tryReload(...args: Parameters<typeof reload>): Reloaded | undefined {
  const [, , logger] = args;
  try {
    return reload(...args);
  } catch (thrown) {
    const error = DaemonError.from(thrown, 'reload');
    logger.error('the configuration was not changed', { code: error.code, error: error.message });
    return undefined;
  }
}
