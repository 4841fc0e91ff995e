import type { LogLevel, LogOutput } from './logger.ts';

/**
 * What the levels of SONiC's daemons mean here. They agree with the severities of telemetry/syslog.ts: at no LOGLEVEL are
 * records sent whose severity it excludes, except that errors are never left out.
 */
export const LOGLEVELS = {
  EMERG: 'error',
  ALERT: 'error',
  CRIT: 'error',
  ERROR: 'error',
  WARN: 'warn',
  NOTICE: 'info',
  INFO: 'info',
  DEBUG: 'debug',
} as const satisfies Readonly<Record<string, LogLevel>>;

export const LOGOUTPUTS = {
  SYSLOG: 'syslog',
  STDOUT: 'stdout',
  STDERR: 'stderr',
} as const satisfies Readonly<Record<string, LogOutput>>;

/** What C++ daemons write when a field is missing (swss-common, Logger::linkToDbNative). */
const DEFAULTS = { LOGLEVEL: 'NOTICE', LOGOUTPUT: 'SYSLOG' } as const;

export type LoggerField = keyof typeof DEFAULTS;

/** What a row `LOGGER|neighsyncd` asks for. */
export type LoggerSettings = {
  /** Undefined: as before. */
  readonly level: LogLevel | undefined;
  /** Undefined: as before. */
  readonly output: LogOutput | undefined;
  /** Fields that the row lacks, with what is to be written there at the start. */
  readonly missing: readonly (readonly [LoggerField, string])[];
  /** Values that mean nothing; the field stays as before. */
  readonly problems: readonly string[];
};

/** Reads a row of CONFIG_DB, undefined when there is none. Other fields are somebody else's. */
export function loggerSettings(row: Readonly<Record<string, string>> | undefined): LoggerSettings {
  const fields = Object.keys(DEFAULTS) as readonly LoggerField[];
  const level = row?.['LOGLEVEL'];
  const output = row?.['LOGOUTPUT'];
  return {
    level: lookUp(LOGLEVELS, level),
    output: lookUp(LOGOUTPUTS, output),
    missing: fields.filter((field) => row?.[field] === undefined).map((field) => [field, DEFAULTS[field]]),
    problems: [...problem('LOGLEVEL', level, LOGLEVELS), ...problem('LOGOUTPUT', output, LOGOUTPUTS)],
  };
}

function lookUp<T>(table: Readonly<Record<string, T>>, name: string | undefined): T | undefined {
  return name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

function problem(field: LoggerField, value: string | undefined, table: object): readonly string[] {
  if (value === undefined || Object.hasOwn(table, value)) return [];
  return [`LOGGER|neighsyncd: ${field}: ${JSON.stringify(value)} is not one of ${Object.keys(table).join(', ')}`];
}
