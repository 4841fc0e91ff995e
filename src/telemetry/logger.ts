import { type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';
import { formatText, type LogFields, type LogLevel, parseRecord } from './record.ts';
import { formatSyslog } from './syslog.ts';

export type { LogFields, LogLevel } from './record.ts';

export type LogOutput = 'stdout' | 'stderr' | 'syslog';

/** Structured logging. Only the edges log, and each thing once. */
export type Logger = {
  readonly [L in LogLevel]: (message: string, fields?: LogFields) => void;
};

/** A logger whose level and output may change while it is in use, from the next record on. */
export type AdjustableLogger = Logger & {
  readonly adjust: (change: { readonly level?: LogLevel; readonly output?: LogOutput }) => void;
};

export type LoggerOptions = {
  readonly level: LogLevel;
  /** For stdout and stderr. `json`: one object per line; `text`: `2026-01-31T12:00:00.000Z info  message key=value`. */
  readonly format: 'text' | 'json';
  readonly output: LogOutput;
  /** Fields of every record. */
  readonly fields?: LogFields;
  /** Takes one formatted record, a line or (`syslog`) a datagram, to its output. Must not throw, and must not wait. */
  readonly write: (text: string, output: LogOutput) => void;
};

export function createLogger({ level, format, output: first, fields, write }: LoggerOptions): AdjustableLogger {
  let output = first;
  const logger: PinoLogger = pino(
    {
      level,
      base: { program: 'neighsyncd', pid: process.pid, ...fields },
      messageKey: 'message',
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (json) => write(formatFor(output, format, json), output) },
  );
  const at = (name: LogLevel) => (message: string, more?: LogFields) => logger[name](more ?? {}, message);
  return {
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    adjust: (change) => {
      logger.level = change.level ?? logger.level;
      output = change.output ?? output;
    },
  };
}

function formatFor(output: LogOutput, format: LoggerOptions['format'], json: string): string {
  if (output === 'syslog') return formatSyslog(parseRecord(json));
  return format === 'json' ? json : formatText(parseRecord(json));
}
