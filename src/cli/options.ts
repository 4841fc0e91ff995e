import { type ParseArgsConfig, parseArgs } from 'node:util';
import { DaemonError } from '../base/errors.ts';

/** Options that commands take; those that a command does not allow are unset. */
export type CliOptions = {
  readonly config: string | undefined;
  readonly settings: readonly string[];
  readonly json: boolean;
  readonly record: string | undefined;
  readonly recordLimitMib: number;
  readonly budgetS: number;
};

/** Beyond --config, --set and --sonic-db-config, which every command takes. */
export type Allowed = { readonly json?: boolean; readonly record?: boolean; readonly budget?: boolean };

const RECORD_LIMIT_MIB = { min: 1, max: 4096, default: 64 } as const;
/** neighsyncd waits 180 s for a restore, restore_neighbors.py gives itself 110. */
const BUDGET_S = { min: 1, max: 170, default: 110 } as const;

/** Parses what follows a command. `--sonic-db-config FILE` is short for `--set redis.database_config=FILE`. */
export function parseOptions(args: readonly string[], allowed: Allowed = {}): CliOptions {
  const { values } = understand({
    args: [...args],
    options: {
      config: { type: 'string' },
      'sonic-db-config': { type: 'string' },
      set: { type: 'string', multiple: true },
      ...(allowed.json === true ? { json: { type: 'boolean' } as const } : {}),
      ...(allowed.record === true
        ? { record: { type: 'string' } as const, 'record-limit': { type: 'string' } as const }
        : {}),
      ...(allowed.budget === true ? { budget: { type: 'string' } as const } : {}),
    },
  });
  const databaseConfig = values['sonic-db-config'];
  const settings = [...(values.set ?? [])];
  if (databaseConfig !== undefined) settings.push(`redis.database_config=${JSON.stringify(databaseConfig)}`);
  return {
    config: values.config,
    settings,
    json: values.json === true,
    record: text(values.record),
    recordLimitMib: wholeNumber('--record-limit', text(values['record-limit']), 'MiB', RECORD_LIMIT_MIB),
    budgetS: wholeNumber('--budget', text(values.budget), 'seconds', BUDGET_S),
  };
}

/** What `replay` takes. */
export type ReplayArguments = {
  readonly file: string;
  readonly json: boolean;
  readonly writes: boolean;
  readonly realTime: boolean;
  /** unix socket of a scratch Redis */
  readonly into: string | undefined;
};

export function parseReplayArguments(args: readonly string[]): ReplayArguments {
  const { values, positionals } = understand({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      writes: { type: 'boolean' },
      'real-time': { type: 'boolean' },
      into: { type: 'string' },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw usage(`replay takes one FILE, not ${positionals.length}`);
  const { json = false, writes = false, into } = values;
  if (json && writes) throw usage('--json and --writes exclude each other');
  return { file, json, writes, realTime: values['real-time'] === true, into };
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function wholeNumber(
  option: string,
  text: string | undefined,
  unit: string,
  { min, max, default: otherwise }: { readonly min: number; readonly max: number; readonly default: number },
): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw usage(`${option}: ${text} is not a whole number of ${unit} (${min} to ${max})`);
  }
  return value;
}

function understand<const C extends ParseArgsConfig>(config: C): ReturnType<typeof parseArgs<C>> {
  try {
    return parseArgs(config);
  } catch (cause) {
    throw usage(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function usage(message: string, cause?: unknown): DaemonError {
  return new DaemonError('usage', { op: 'options', message, ...(cause === undefined ? {} : { cause }) });
}
