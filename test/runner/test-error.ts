/** The fields of the error that node's runner puts around what a test threw. */
type TestError = {
  readonly message: string;
  readonly failureType?: string;
  readonly exitCode?: number | null;
  readonly signal?: string | null;
  readonly cause?: unknown;
};

/** Why node calls it a failure: `testCodeFailure`, `subtestsFailed`, `hookFailed`, `testTimeoutFailure`, ... */
export function failureType(error: Error): string | undefined {
  return asTestError(error).failureType;
}

/** How the process of a test file ended. */
export function endOf(error: Error | undefined): string {
  if (error === undefined) return 'its process ended for no known reason';
  const { exitCode, signal, message } = asTestError(error);
  if (typeof signal === 'string') return `its process ended by ${signal}`;
  if (typeof exitCode === 'number') return `its process ended with status ${exitCode}`;
  return message;
}

/** What the test threw: message, stack without node's own frames, causes. */
export function describeError(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return String(cause);
  const stack = (cause.stack ?? '')
    .split('\n')
    .filter((line) => !/^\s+at .*(node:internal|<anonymous>\)$)/.test(line))
    .join('\n');
  const text = stack.includes(cause.message) ? stack : `${cause.name}: ${cause.message}\n${stack}`;
  return cause.cause === undefined ? text : `${text}\ncaused by ${describeError(cause)}`;
}

function asTestError(error: Error): TestError {
  return error as TestError;
}
