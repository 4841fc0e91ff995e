import { type DecodeFailure, failure, isFailure } from './failure.ts';
import {
  type Attribute,
  decodeAttributes,
  encodeAttributes,
  NO_ATTRIBUTES,
  readString,
  readU32,
  stringAttribute,
  u32Attribute,
} from './rtattr.ts';

const NLMSGERR_ATTR_MSG = 1;
const NLMSGERR_ATTR_OFFS = 2;

/**
 * The kernel's explanation of an error: enum nlmsgerr_attrs (linux/netlink.h), sent when NETLINK_EXT_ACK is on.
 *
 * - `text` is a sentence in English; it may come with success too, as a warning
 * - `offset` is where in the request the refused attribute begins, counted from its struct nlmsghdr
 * - `rest` are all other attributes, in order
 */
export type ExtendedAck = {
  readonly text: string | undefined;
  readonly offset: number | undefined;
  readonly rest: readonly Attribute[];
};

/** No explanation. */
export const NO_EXTENDED_ACK: ExtendedAck = Object.freeze({ text: undefined, offset: undefined, rest: NO_ATTRIBUTES });

/** The attributes from offset `from` to the end as a value. */
export function decodeExtendedAck(bytes: Uint8Array, from = 0): ExtendedAck | DecodeFailure {
  const attributes = decodeAttributes(bytes, from);
  if (isFailure(attributes)) return attributes;
  let text: string | undefined;
  let offset: number | undefined;
  const rest: Attribute[] = [];
  for (const attribute of attributes) {
    switch (attribute.type) {
      case NLMSGERR_ATTR_MSG:
        text = readString(attribute.data);
        break;
      case NLMSGERR_ATTR_OFFS:
        offset = readU32(attribute.data);
        if (offset === undefined) return failure('bad_value');
        break;
      default:
        rest.push(attribute);
    }
  }
  return { text, offset, rest };
}

/** The attributes that {@link decodeExtendedAck} reads as this value: none for {@link NO_EXTENDED_ACK}. */
export function encodeExtendedAck(ack: ExtendedAck): Uint8Array {
  return encodeAttributes([
    stringAttribute(NLMSGERR_ATTR_MSG, ack.text),
    u32Attribute(NLMSGERR_ATTR_OFFS, ack.offset),
    ...ack.rest,
  ]);
}
