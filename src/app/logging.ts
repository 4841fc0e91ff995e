import type { Config } from '../config/schema.ts';
import { createSyslogSocket } from '../host/syslog-socket.ts';
import { createLogger, type LogFields, type Logger, type LogOutput } from '../telemetry/logger.ts';
import { loggerSettings } from '../telemetry/sonic-logger.ts';
import { createSyslogWriter } from '../telemetry/syslog.ts';

const SYSLOG_PATH = '/dev/log';

export type LoggingOptions = {
  readonly logging: Config['logging'];
  /** Fields of every record. */
  readonly fields: LogFields;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Where the syslog daemon listens; /dev/log unless a test says otherwise. */
  readonly syslogPath?: string;
};

/** Keys of the configuration that LOGGER|neighsyncd has, too. */
export type LoggerKey = 'level' | 'output';

/** The log of the process, and the two that turn it while it runs: the configuration, and before that LOGGER|neighsyncd. */
export type Logging = Disposable & {
  readonly logger: Logger;
  /**
   * Takes on level and output of a configuration that was loaded again.
   *
   * @param pinned what LOGGER|neighsyncd cannot change, whatever it said before
   */
  readonly configure: (logging: Config['logging'], pinned: readonly LoggerKey[]) => void;
  /**
   * Takes on what LOGGER|neighsyncd says (undefined: there is no such row), and logs what it says wrongly, once. What it
   * has said stays in force when it says nothing any more, as in C++ daemons.
   */
  readonly follow: (row: Readonly<Record<string, string>> | undefined) => void;
  /** Records that syslog did not take. */
  readonly lost: () => number;
};

/** Opens nothing before syslog gets its first record. */
export function createLogging({ logging, fields, stdout, stderr, syslogPath }: LoggingOptions): Logging {
  const socket = createSyslogSocket(syslogPath ?? SYSLOG_PATH);
  const syslog = createSyslogWriter(socket.send, Date.now);
  const writers: Readonly<Record<LogOutput, (text: string) => void>> = { stdout, stderr, syslog: syslog.write };
  const logger = createLogger({ ...logging, fields, write: (text, output) => writers[output](text) });
  let configured = logging;
  let followed: Partial<Pick<Config['logging'], LoggerKey>> = {};
  let pinnedKeys: readonly LoggerKey[] = [];
  let problems = '';
  const adjust = (): void => {
    const pinned = Object.fromEntries(pinnedKeys.map((key) => [key, configured[key]]));
    const { level, output } = { ...configured, ...followed, ...pinned };
    logger.adjust({ level, output });
  };
  return {
    logger,
    configure: (next, pinned) => {
      configured = next;
      pinnedKeys = pinned;
      adjust();
    },
    follow: (row) => {
      const { level = followed.level, output = followed.output, ...said } = loggerSettings(row);
      followed = { ...(level === undefined ? {} : { level }), ...(output === undefined ? {} : { output }) };
      adjust();
      const text = said.problems.join('; ');
      if (text !== problems && text !== '')
        logger.warn('what CONFIG_DB says of the log is wrong, ignoring', { error: text });
      problems = text;
    },
    lost: syslog.lost,
    [Symbol.dispose]: () => socket[Symbol.dispose](),
  };
}
