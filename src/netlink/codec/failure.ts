/**
 * Every reason for which bytes are not what they claim to be. The list is closed, so that failures can be counted by
 * reason.
 *
 * - `short_header`: fewer than 16 bytes where a struct nlmsghdr should be
 * - `bad_length`: nlmsg_len is smaller than its own header, or larger than what was received
 * - `wrong_type`: the message is of another type than the decoder is for
 * - `short_payload`: the payload ends within the fixed structure it must begin with
 * - `bad_attribute`: rta_len is smaller than its own header or reaches beyond the end, or bytes are left over
 * - `bad_value`: a value that is decoded has the wrong size or cannot occur
 */
export const FAILURE_REASONS = [
  'short_header',
  'bad_length',
  'wrong_type',
  'short_payload',
  'bad_attribute',
  'bad_value',
] as const;

/** One of {@link FAILURE_REASONS}. */
export type FailureReason = (typeof FAILURE_REASONS)[number];

/** What a decoder returns instead of a value; decoders never throw, whatever the bytes are. */
export type DecodeFailure = { readonly kind: 'failure'; readonly reason: FailureReason };

/** Makes a failure. */
export function failure(reason: FailureReason): DecodeFailure {
  return { kind: 'failure', reason };
}

/** Tells a failure from a decoded value of any shape. */
export function isFailure(value: object): value is DecodeFailure {
  return 'kind' in value && value.kind === 'failure';
}
