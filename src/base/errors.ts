/** What the daemon does about an error: try again, compare everything, open anew, go on with less, or end. */
export type Action = 'retry' | 'resync' | 'reopen' | 'degrade' | 'die';

type CodeFacts = { readonly action: Action; readonly exitCode: number; readonly meaning: string };

const EX_USAGE = 64;
const EX_DATAERR = 65;
const EX_UNAVAILABLE = 69;
const EX_SOFTWARE = 70;
const EX_NOPERM = 77;
const EX_CONFIG = 78;
/** Not of sysexits.h: what was asked about is not there, or not one. */
const EX_NOTFOUND = 1;

/**
 * Every error code, what the daemon does about it, and the exit status of a command that ends with it (sysexits.h).
 * docs/TROUBLESHOOTING.md lists the same codes; a test holds the two together.
 */
export const ERROR_CODES = {
  usage: { action: 'die', exitCode: EX_USAGE, meaning: 'the command line is wrong' },
  config_invalid: {
    action: 'die',
    exitCode: EX_CONFIG,
    meaning: 'a configuration value is unknown, ill-typed or out of range',
  },
  database_config_invalid: {
    action: 'die',
    exitCode: EX_CONFIG,
    meaning: 'database_config.json is missing, malformed or lacks a database',
  },
  capture_invalid: { action: 'die', exitCode: EX_DATAERR, meaning: 'a recording cannot be read or is malformed' },
  output_refused: {
    action: 'die',
    exitCode: EX_CONFIG,
    meaning: 'direct output would bypass an orchagent that reads this database',
  },
  program_missing: { action: 'die', exitCode: EX_UNAVAILABLE, meaning: 'a program that is needed is not installed' },
  permission: { action: 'degrade', exitCode: EX_UNAVAILABLE, meaning: 'the kernel refused for lack of a capability' },
  unsupported: {
    action: 'degrade',
    exitCode: EX_UNAVAILABLE,
    meaning: 'this kernel does not know a request or an option',
  },
  netlink_overrun: {
    action: 'resync',
    exitCode: EX_UNAVAILABLE,
    meaning: 'the kernel dropped events because the receive buffer was full',
  },
  netlink_truncated: {
    action: 'resync',
    exitCode: EX_UNAVAILABLE,
    meaning: 'a datagram was larger than the space to receive it',
  },
  netlink_interrupted: {
    action: 'retry',
    exitCode: EX_UNAVAILABLE,
    meaning: 'the table changed during a dump, which may therefore have missed something',
  },
  netlink_busy: {
    action: 'retry',
    exitCode: EX_UNAVAILABLE,
    meaning: 'the kernel had no time for a request',
  },
  netlink_failed: { action: 'reopen', exitCode: EX_UNAVAILABLE, meaning: 'a netlink socket or request failed' },
  redis_unavailable: {
    action: 'retry',
    exitCode: EX_UNAVAILABLE,
    meaning: 'Redis cannot be reached or did not answer; the outcome of the command is unknown',
  },
  redis_refused: { action: 'retry', exitCode: EX_UNAVAILABLE, meaning: 'Redis answered with an error' },
  fenced: {
    action: 'degrade',
    exitCode: EX_UNAVAILABLE,
    meaning: 'another writer holds the fence; nothing was written',
  },
  port_busy: { action: 'retry', exitCode: EX_UNAVAILABLE, meaning: 'an address to listen on is taken' },
  profile_failed: { action: 'degrade', exitCode: EX_UNAVAILABLE, meaning: 'a profile could not be written' },
  invalid_argument: {
    action: 'degrade',
    exitCode: EX_USAGE,
    meaning: 'a value in a request is malformed or out of range',
  },
  not_found: { action: 'degrade', exitCode: EX_NOTFOUND, meaning: 'there is no such thing' },
  ambiguous: {
    action: 'degrade',
    exitCode: EX_NOTFOUND,
    meaning: 'the address is on several interfaces, and none was named',
  },
  forbidden: { action: 'degrade', exitCode: EX_NOPERM, meaning: 'this way of asking may read only' },
  kernel_refused: { action: 'degrade', exitCode: EX_UNAVAILABLE, meaning: 'the kernel refused to change a neighbor' },
  config_not_live: {
    action: 'degrade',
    exitCode: EX_CONFIG,
    meaning: 'a configuration key takes effect at the next start only',
  },
  not_ready: {
    action: 'retry',
    exitCode: EX_UNAVAILABLE,
    meaning: 'kernel and database are not both known yet',
  },
  busy: { action: 'retry', exitCode: EX_UNAVAILABLE, meaning: 'too much is being asked at the same time' },
  deadline: { action: 'retry', exitCode: EX_UNAVAILABLE, meaning: 'a request took longer than it may' },
  daemon_unreachable: { action: 'retry', exitCode: EX_UNAVAILABLE, meaning: 'no daemon answers on its socket' },
  aborted: { action: 'die', exitCode: 0, meaning: 'the operation was cancelled, usually by shutdown' },
  bug: { action: 'die', exitCode: EX_SOFTWARE, meaning: 'something that should be impossible; please report it' },
} as const satisfies Record<string, CodeFacts>;

export type ErrorCode = keyof typeof ERROR_CODES;

export type ErrorContext = { readonly op: string; readonly message?: string; readonly cause?: unknown };

/** The one error class. `code` is closed, `op` names what was being done, `cause` keeps what was thrown first. */
export class DaemonError extends Error {
  override readonly name = 'DaemonError';
  readonly code: ErrorCode;
  readonly op: string;

  constructor(code: ErrorCode, context: ErrorContext) {
    const text = context.message ?? ERROR_CODES[code].meaning;
    super(`${context.op}: ${text}`, context.cause === undefined ? undefined : { cause: context.cause });
    this.code = code;
    this.op = context.op;
  }

  /** The one door for `unknown`: a DaemonError passes, an abort becomes `aborted`, anything else is a `bug`. */
  static from(thrown: unknown, op: string): DaemonError {
    if (thrown instanceof DaemonError) return thrown;
    if (thrown instanceof Error && thrown.name === 'AbortError')
      return new DaemonError('aborted', { op, cause: thrown });
    const message = thrown instanceof Error ? thrown.message : textOf(thrown);
    return new DaemonError('bug', { op, message, cause: thrown });
  }
}

/** Decides what to do about an error: the only place that does. */
export function classify(error: DaemonError): Action {
  return ERROR_CODES[error.code].action;
}

/** `String` throws for an object that cannot become one. */
function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
