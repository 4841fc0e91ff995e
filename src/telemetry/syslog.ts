import { formatFields, type LogLevel, type LogRecord } from './record.ts';

/** LOG_USER, which syslog(3) takes when nobody called openlog, as in swss-common (common/logger.cpp). */
const FACILITY = 1 << 3;

/**
 * Severities of syslog.h. Ours are fewer: `info` says what SONiC's daemons say as NOTICE (what begins, ends and changes),
 * and `debug` is theirs.
 */
const SEVERITY = { error: 3, warn: 4, info: 5, debug: 7, trace: 7 } as const satisfies Record<LogLevel, number>;

/** What follows the tag; RFC 3164 wants no packet of much more, and rsyslog cuts later than this. */
const MESSAGE_BYTES = 1024;
const CUT = '...';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * A record as the datagram that syslog(3) would send for one of SONiC's daemons (RFC 3164, without a host name):
 * `<13>Jan 31 12:00:00 neighsyncd: :- neighsyncd: message key=value`, in local time.
 *
 * It is one line, for control characters become blanks, and its message has at most 1024 bytes of UTF-8, cut between
 * characters and marked with `...`.
 */
export function formatSyslog({ time, level, message, fields }: LogRecord): string {
  const priority = FACILITY | SEVERITY[level];
  const text = `:- neighsyncd: ${message}${formatFields(fields)}`.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  return `<${priority}>${formatTime(new Date(time))} neighsyncd: ${cut(text)}`;
}

/** `Jan  1 12:00:00`, as asctime has it. */
function formatTime(date: Date): string {
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()];
  const day = String(date.getDate()).padStart(2);
  return `${MONTHS[date.getMonth()]} ${day} ${clock.map((part) => String(part).padStart(2, '0')).join(':')}`;
}

function cut(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MESSAGE_BYTES) return text;
  // As a part of a stream, so that the character that is cut apart is left out.
  return new TextDecoder().decode(bytes.subarray(0, MESSAGE_BYTES - CUT.length), { stream: true }) + CUT;
}

export type SyslogWriter = {
  /** Sends one datagram of `formatSyslog`, or loses it. Never waits and never throws. */
  readonly write: (datagram: string) => void;
  /** Records lost so far, because nobody listened or the listener's queue was full. */
  readonly lost: () => number;
};

/**
 * Writes to a syslog daemon that may be away or behind. Nothing is kept for it: a record that it does not take is lost
 * and counted, and how many were lost is the first thing that it is told afterwards.
 *
 * @param send false when the datagram was not taken
 */
export function createSyslogWriter(send: (datagram: Uint8Array) => boolean, nowMs: () => number): SyslogWriter {
  let lost = 0;
  let told = 0;
  const notice = (records: number): string =>
    formatSyslog({
      time: new Date(nowMs()).toISOString(),
      level: 'warn',
      message: 'syslog was away or full, records were lost, ignoring',
      fields: { records },
    });
  return {
    write: (datagram) => {
      if (lost > told && send(Buffer.from(notice(lost - told)))) told = lost;
      if (lost > told || !send(Buffer.from(datagram))) lost += 1;
    },
    lost: () => lost,
  };
}
