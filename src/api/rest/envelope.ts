import { DaemonError, type ErrorCode } from '../../base/errors.ts';
import { HTTP_STATUS } from './status.ts';

/** What is wrong with one field of a request. */
export type FieldProblem = { readonly field: string; readonly message: string };

export type ErrorBody = {
  readonly code: ErrorCode;
  readonly message: string;
  /** With `invalid_argument`: each field that is wrong, as far as one is. */
  readonly details?: readonly FieldProblem[];
};

/** An error as it is answered; `{"success": false, "data": null, "error": ...}` is the body of it. */
export type Failure = { readonly status: number; readonly error: ErrorBody };

/** What goes with an error about several fields as its cause. */
type FieldProblems = { readonly problems: readonly FieldProblem[] };

/** The answer that says this error, with its own status unless another is given. */
export function failure(error: DaemonError, status: number = HTTP_STATUS[error.code]): Failure {
  const { code, message } = error;
  const problems = status === HTTP_STATUS.invalid_argument ? problemsOf(error) : [];
  const details = problems.length === 0 ? {} : { details: problems };
  return { status, error: { code, message, ...details } };
}

/** The body of the answer. */
export function failureBody({ error }: Pick<Failure, 'error'>) {
  return { success: false, data: null, error };
}

/** An error about fields of a request: the same form as that of the service, whose `op` is the field. */
export function fieldError(first: FieldProblem, ...others: readonly FieldProblem[]): DaemonError {
  const message = [first.message, ...others.map((problem) => `${problem.field}: ${problem.message}`)].join('; ');
  const cause: FieldProblems = { problems: [first, ...others] };
  return new DaemonError('invalid_argument', { op: first.field, message, cause });
}

function problemsOf({ code, op, message, cause }: DaemonError): readonly FieldProblem[] {
  if (isFieldProblems(cause)) return cause.problems;
  const isField = code === 'invalid_argument' && FIELD_NAME.test(op);
  return isField ? [{ field: op, message: message.slice(op.length + 2) }] : [];
}

const FIELD_NAME = /^[a-z_]+$/;

function isFieldProblems(cause: unknown): cause is FieldProblems {
  return typeof cause === 'object' && cause !== null && 'problems' in cause && Array.isArray(cause.problems);
}
