import { joinBytes } from './bytes.ts';
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

const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
const IFLA_VRF_TABLE = 1;

/**
 * What a link is beyond a plain one: the attributes within IFLA_LINKINFO (linux/if_link.h).
 *
 * - `linkKind` is IFLA_INFO_KIND, such as `vrf`, `bridge`, `veth`
 * - `vrfTable` is the routing table of a link of kind `vrf`, from IFLA_INFO_DATA; of no other kind
 * - `linkInfoRest` is all the rest, such as IFLA_INFO_DATA of other kinds and IFLA_INFO_SLAVE_KIND
 */
export type LinkInfo = {
  readonly linkKind: string | undefined;
  readonly vrfTable: number | undefined;
  readonly linkInfoRest: readonly Attribute[];
};

/** The LinkInfo of a link without IFLA_LINKINFO, such as a physical port. */
export const NO_LINK_INFO: LinkInfo = Object.freeze({
  linkKind: undefined,
  vrfTable: undefined,
  linkInfoRest: NO_ATTRIBUTES,
});

/** The data of an IFLA_LINKINFO attribute as a value. */
export function decodeLinkInfo(data: Uint8Array): LinkInfo | DecodeFailure {
  const attributes = decodeAttributes(data);
  if (isFailure(attributes)) return attributes;
  const kind = dataOf(attributes, IFLA_INFO_KIND);
  const linkKind = kind && readString(kind);
  const others = without(attributes, IFLA_INFO_KIND);
  return linkKind === 'vrf' ? decodeVrf(linkKind, others) : { linkKind, vrfTable: undefined, linkInfoRest: others };
}

/** The data that {@link decodeLinkInfo} reads as this value: empty for {@link NO_LINK_INFO}. */
export function encodeLinkInfo(info: LinkInfo): Uint8Array {
  return encodeAttributes([
    stringAttribute(IFLA_INFO_KIND, info.linkKind),
    ...(info.vrfTable === undefined ? info.linkInfoRest : encodeVrf(info.vrfTable, info.linkInfoRest)),
  ]);
}

/** Takes the table out of IFLA_INFO_DATA, which goes away with it unless it holds something else. */
function decodeVrf(linkKind: string, attributes: readonly Attribute[]): LinkInfo | DecodeFailure {
  const plain = { linkKind, vrfTable: undefined, linkInfoRest: attributes };
  const data = dataOf(attributes, IFLA_INFO_DATA);
  if (data === undefined) return plain;
  const nested = decodeAttributes(data);
  if (isFailure(nested)) return nested;
  const table = dataOf(nested, IFLA_VRF_TABLE);
  if (table === undefined) return plain;
  const vrfTable = readU32(table);
  if (vrfTable === undefined) return failure('bad_value');
  const left = encodeAttributes(without(nested, IFLA_VRF_TABLE));
  const others = without(attributes, IFLA_INFO_DATA);
  return {
    linkKind,
    vrfTable,
    linkInfoRest: left.length > 0 ? [{ type: IFLA_INFO_DATA, data: left }, ...others] : others,
  };
}

/** Puts the table back, in front of what else IFLA_INFO_DATA holds. */
function encodeVrf(vrfTable: number, linkInfoRest: readonly Attribute[]): readonly Attribute[] {
  const table = encodeAttributes([u32Attribute(IFLA_VRF_TABLE, vrfTable)]);
  const data = joinBytes(table, dataOf(linkInfoRest, IFLA_INFO_DATA) ?? new Uint8Array());
  return [{ type: IFLA_INFO_DATA, data }, ...without(linkInfoRest, IFLA_INFO_DATA)];
}

/** Of a repeated attribute the last one counts, as in the kernel's nla_parse. */
function dataOf(attributes: readonly Attribute[], wanted: number): Uint8Array | undefined {
  return attributes.findLast(({ type }) => type === wanted)?.data;
}

function without(attributes: readonly Attribute[], unwanted: number): readonly Attribute[] {
  return attributes.filter(({ type }) => type !== unwanted);
}
