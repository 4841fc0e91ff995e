import { type ParseArgsConfig, parseArgs } from 'node:util';
import { DaemonError } from '../base/errors.ts';

/** Options that commands take; those that a command does not allow are unset. */
export type CliOptions = {
  readonly config: string | undefined;
  readonly settings: readonly string[];
  readonly json: boolean;
  readonly record: string | undefined;
  readonly recordLimitMib: number;
};

/** Beyond --config, --set and --sonic-db-config, which every command takes. */
export type Allowed = { readonly json?: boolean; readonly record?: boolean };

const RECORD_LIMIT_MIB = { min: 1, max: 4096, default: 64 } as const;

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
    recordLimitMib: recordLimit(text(values['record-limit'])),
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

function recordLimit(text: string | undefined): number {
  const { min, max } = RECORD_LIMIT_MIB;
  if (text === undefined) return RECORD_LIMIT_MIB.default;
  const mib = Number(text);
  if (!Number.isInteger(mib) || mib < min || mib > max) {
    throw usage(`--record-limit: ${text} is not a whole number of MiB (${min} to ${max})`);
  }
  return mib;
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
