import { DaemonError } from '../../base/errors.ts';
import { type Failure, failure, failureBody } from './envelope.ts';
import { PROTOCOL_STATUS } from './status.ts';

/** The answer to a request that is refused before it reaches an operation, with one of PROTOCOL_STATUS. */
export function protocolFailure(status: number, op: string, message: string): Failure {
  const code = PROTOCOL_STATUS[status]?.code ?? 'invalid_argument';
  return failure(new DaemonError(code, { op, message }), status);
}

/** The answer to whatever was thrown while a request was read or answered. */
export function failureOf(thrown: unknown, op: string): Failure {
  if (thrown instanceof DaemonError) return failure(thrown);
  const refusal = refusalOf(thrown);
  if (refusal !== undefined) return protocolFailure(refusal.status, op, refusal.message);
  return failure(DaemonError.from(thrown, op));
}

/** What Fastify does not like about a request; undefined for anything else that was thrown. */
function refusalOf(thrown: unknown): { readonly status: number; readonly message: string } | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown) || !('statusCode' in thrown)) return undefined;
  const { code, statusCode: status, message } = thrown;
  const isRefusal = typeof code === 'string' && code.startsWith('FST_') && typeof status === 'number' && status < 500;
  return isRefusal ? { status, message } : undefined;
}

/** The whole answer to bytes that are no request that Node can read, or that took too long; then the connection ends. */
export function formatClientError(code: string | undefined): string {
  const [status, message] = CLIENT_ERRORS[code ?? ''] ?? [400, `not HTTP (${code})`];
  const body = `${JSON.stringify(failureBody(protocolFailure(status, 'read a request', message)))}\n`;
  const head = [
    `HTTP/1.1 ${status} ${REASONS[status]}`,
    'content-type: application/json; charset=utf-8',
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

const CLIENT_ERRORS: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'the headers are longer than 16 KiB'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'the chunk extensions are too long'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request was not sent in time'],
};

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
};
