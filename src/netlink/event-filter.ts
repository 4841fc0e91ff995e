/**
 * The kernel-side filter of the event socket: a classic BPF program (linux/filter.h) over one netlink datagram.
 *
 * It passes RTM_NEWNEIGH / RTM_DELNEIGH of AF_INET and AF_INET6, and link messages of AF_UNSPEC. The rest, bridge FDB
 * churn and bridge-port notifications first of all, never takes space in the receive buffer.
 */

const LOAD_HALF = 0x28;
const LOAD_BYTE = 0x30;
const JUMP_IF_EQUAL = 0x15;
const RETURN = 0x06;

/** nlmsg_type in struct nlmsghdr; ndm_family and ifi_family are the first byte after it. */
const TYPE_OFFSET = 4;
const FAMILY_OFFSET = 16;

const RTM_NEWLINK = 16;
const RTM_DELLINK = 17;
const RTM_NEWNEIGH = 28;
const RTM_DELNEIGH = 29;
const AF_UNSPEC = 0;
const AF_INET = 2;
const AF_INET6 = 10;

const WHOLE = 0xffff_ffff;

/** The program as the bytes of struct sock_filter, 8 each. BPF loads in network order, netlink writes in host order. */
export function encodeEventFilter(): Uint8Array {
  return assemble([
    [LOAD_HALF, 0, 0, TYPE_OFFSET],
    [JUMP_IF_EQUAL, 3, 0, swap(RTM_NEWNEIGH)],
    [JUMP_IF_EQUAL, 2, 0, swap(RTM_DELNEIGH)],
    [JUMP_IF_EQUAL, 4, 0, swap(RTM_NEWLINK)],
    [JUMP_IF_EQUAL, 3, 6, swap(RTM_DELLINK)],
    [LOAD_BYTE, 0, 0, FAMILY_OFFSET],
    [JUMP_IF_EQUAL, 3, 0, AF_INET],
    [JUMP_IF_EQUAL, 2, 3, AF_INET6],
    [LOAD_BYTE, 0, 0, FAMILY_OFFSET],
    [JUMP_IF_EQUAL, 0, 1, AF_UNSPEC],
    [RETURN, 0, 0, WHOLE],
    [RETURN, 0, 0, 0],
  ]);
}

type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, operand: number];

function assemble(program: readonly Instruction[]): Uint8Array {
  const bytes = new Uint8Array(program.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [index, [code, jumpTrue, jumpFalse, operand]] of program.entries()) {
    view.setUint16(index * 8, code, true);
    view.setUint8(index * 8 + 2, jumpTrue);
    view.setUint8(index * 8 + 3, jumpFalse);
    view.setUint32(index * 8 + 4, operand, true);
  }
  return bytes;
}

function swap(half: number): number {
  return ((half & 0xff) << 8) | (half >> 8);
}
