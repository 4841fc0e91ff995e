import { type DestinationStream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** Values that go with a message: `{ rows: 12, where: 'unix:/run/redis.sock' }`. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Structured logging. Only the edges log, and each thing once. */
export type Logger = {
  readonly [L in LogLevel]: (message: string, fields?: LogFields) => void;
};

export type LoggerOptions = {
  readonly level: LogLevel;
  /** `json`: one object per line; `text`: `2026-01-31T12:00:00.000Z info  message key=value`. */
  readonly format: 'text' | 'json';
  readonly write: (line: string) => void;
};

export function createLogger({ level, format, write }: LoggerOptions): Logger {
  const destination: DestinationStream = { write: format === 'json' ? write : (line) => write(formatText(line)) };
  const logger: PinoLogger = pino(
    {
      level,
      base: { program: 'neighsyncd', pid: process.pid },
      messageKey: 'message',
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  const at = (name: LogLevel) => (message: string, fields?: LogFields) => logger[name](fields ?? {}, message);
  return { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function formatText(line: string): string {
  const { time, level, message, program, pid, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const pairs = Object.entries(fields).map(([key, value]) => ` ${key}=${quote(value)}`);
  return `${String(time)} ${String(level).padEnd(5)} ${String(message)}${pairs.join('')}\n`;
}

/** A value as it is, or in quotes when it would run into its neighbors or could play with the terminal. */
function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return typeof value === 'string' && /^$|[\s"=\p{Cc}]/u.test(text) ? JSON.stringify(text) : text;
}
