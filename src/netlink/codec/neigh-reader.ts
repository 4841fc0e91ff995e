import { align4, s32At, u16At, viewOf } from './bytes.ts';
import { type DecodeFailure, failure } from './failure.ts';
import { NDMSG_BYTES, type NeighFacts } from './ndmsg.ts';
import { NDA_DST, NDA_FLAGS_EXT, NDA_LLADDR, NDA_MASTER } from './neighbour.ts';
import { attributeEnd, attributeType, RTA_HDRLEN } from './rtattr.ts';

const U32_ATTRIBUTE_BYTES = RTA_HDRLEN + 4;

/**
 * Reads neighbors out of datagrams without leaving garbage: `decodeNeigh` for events, of which a storm has half a million a
 * second. What it refuses, and what it says of the rest, is the same.
 */
export class NeighReader implements NeighFacts {
  family = 0;
  ifindex = 0;
  state = 0;
  flags = 0;
  dst: Uint8Array | undefined;
  lladdr: Uint8Array | undefined;
  readonly #ipv4 = new Uint8Array(4);
  readonly #ipv6 = new Uint8Array(16);
  readonly #mac = new Uint8Array(6);

  /**
   * Reads the payload that stands in `bytes` from `from` to `to`.
   *
   * @returns itself, with `dst` and `lladdr` of its own: all of it is overwritten by the next call
   */
  read(bytes: Uint8Array, from: number, to: number): NeighFacts | DecodeFailure {
    if (to - from < NDMSG_BYTES) return failure('short_payload');
    this.dst = undefined;
    this.lladdr = undefined;
    for (let at = from + NDMSG_BYTES; at < to; ) {
      const end = attributeEnd(bytes, at, to);
      if (end === undefined) return failure('bad_attribute');
      const data = at + RTA_HDRLEN;
      switch (attributeType(bytes, at)) {
        case NDA_DST:
          this.dst = this.#address(bytes, data, end);
          break;
        case NDA_LLADDR:
          this.lladdr = end - data === 6 ? copied(bytes, data, this.#mac) : viewOf(bytes, data, end);
          break;
        case NDA_MASTER:
        case NDA_FLAGS_EXT:
          if (end - at !== U32_ATTRIBUTE_BYTES) return failure('bad_value');
      }
      at = from + align4(end - from);
    }
    this.family = bytes[from] ?? 0;
    this.ifindex = s32At(bytes, from + 4);
    this.state = u16At(bytes, from + 8);
    this.flags = bytes[from + 10] ?? 0;
    return this;
  }

  #address(bytes: Uint8Array, from: number, to: number): Uint8Array {
    if (to - from === 4) return copied(bytes, from, this.#ipv4);
    return to - from === 16 ? copied(bytes, from, this.#ipv6) : viewOf(bytes, from, to);
  }
}

/** Fills `into` from offset `from` on. */
function copied(bytes: Uint8Array, from: number, into: Uint8Array): Uint8Array {
  for (let index = 0; index < into.length; index++) into[index] = bytes[from + index] ?? 0;
  return into;
}
