export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** Values that go with a message: `{ rows: 12, where: 'unix:/run/redis.sock' }`. A record's own names are not for them. */
export type LogFields = Readonly<Record<string, unknown>> & {
  readonly [reserved in 'time' | 'level' | 'message' | 'program' | 'pid']?: never;
};

/** One record of the log, apart from the program and the process that wrote it. */
export type LogRecord = {
  /** ISO 8601, UTC */
  readonly time: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
};

/** Reads back what pino wrote. */
export function parseRecord(json: string): LogRecord {
  const { time, level, message, program, pid, ...fields } = JSON.parse(json);
  return { time, level, message, fields };
}

/** `2026-01-31T12:00:00.000Z info  message key=value` and the end of a line. */
export function formatText({ time, level, message, fields }: LogRecord): string {
  return `${time} ${level.padEnd(5)} ${message}${formatFields(fields)}\n`;
}

/** ` key=value` for each field; empty without any. */
export function formatFields(fields: LogFields): string {
  const pairs = Object.entries(fields).map(([key, value]) => ` ${key}=${quote(value)}`);
  return pairs.join('');
}

/** A value as it is, or in quotes when it would run into its neighbors or could play with the terminal. */
function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return typeof value === 'string' && /^$|[\s"=\p{Cc}]/u.test(text) ? JSON.stringify(text) : text;
}
