import { parseArgs } from 'node:util';
import { DaemonError } from '../base/errors.ts';

/** Options that every command takes; `json` only where `verify` asks for it. */
export type CliOptions = {
  readonly config: string | undefined;
  readonly settings: readonly string[];
  readonly json: boolean;
};

/** Parses what follows a command. `--sonic-db-config FILE` is short for `--set redis.database_config=FILE`. */
export function parseOptions(args: readonly string[], allowJson: boolean): CliOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        config: { type: 'string' },
        'sonic-db-config': { type: 'string' },
        set: { type: 'string', multiple: true },
        ...(allowJson ? { json: { type: 'boolean' } as const } : {}),
      },
    });
    const databaseConfig = values['sonic-db-config'];
    const settings = [...(values.set ?? [])];
    if (databaseConfig !== undefined) settings.push(`redis.database_config=${JSON.stringify(databaseConfig)}`);
    return { config: values.config, settings, json: 'json' in values && values.json === true };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new DaemonError('usage', { op: 'options', message, cause });
  }
}
