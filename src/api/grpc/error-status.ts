import { Metadata, type StatusObject } from '@grpc/grpc-js';
import type { DaemonError } from '../../base/errors.ts';
import { BadRequest, ErrorInfo } from './gen/google/rpc/error_details.ts';
import { Status } from './gen/google/rpc/status.ts';
import { GRPC_STATUS } from './status.ts';

/** Of every `google.rpc.ErrorInfo`. */
const ERROR_DOMAIN = 'neighsyncd';

/** Clients bound the size of all trailers together, some to 8 KiB. The text stands in them up to three times, escaped once. */
const MAX_TEXT = 500;

/**
 * The status that says this error. Its trailer `grpc-status-details-bin` holds a google.rpc.Status with an ErrorInfo, whose
 * reason is the code, and for `invalid_argument` a BadRequest that names the field.
 */
export function errorStatus(error: DaemonError): StatusObject {
  const code = GRPC_STATUS[error.code];
  const message = shortened(error.message);
  const info = ErrorInfo.fromPartial({ reason: error.code, domain: ERROR_DOMAIN });
  const details = [packed('google.rpc.ErrorInfo', ErrorInfo.encode(info).finish())];
  if (error.code === 'invalid_argument') {
    const description = shortened(error.message.slice(error.op.length + ': '.length));
    const violations = BadRequest.fromPartial({ fieldViolations: [{ field: error.op, description }] });
    details.push(packed('google.rpc.BadRequest', BadRequest.encode(violations).finish()));
  }
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from(Status.encode({ code, message, details }).finish()));
  return { code, details: message, metadata };
}

function packed(type: string, value: Uint8Array): { typeUrl: string; value: Buffer } {
  return { typeUrl: `type.googleapis.com/${type}`, value: Buffer.from(value) };
}

/** Half a surrogate pair cannot be sent. */
function shortened(text: string): string {
  return (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text).toWellFormed();
}
