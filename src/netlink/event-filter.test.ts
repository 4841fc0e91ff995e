import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readFixtures } from '../../test/fixtures/netlink/fixtures.ts';
import { decodeMessages } from './codec/nlmsghdr.ts';
import { encodeEventFilter } from './event-filter.ts';

/** linux/filter.h: the classes, sizes and modes that the program uses. */
const LD_H_ABS = 0x28;
const LD_B_ABS = 0x30;
const JMP_JEQ_K = 0x15;
const RET_K = 0x06;

/** Runs classic BPF as the kernel does: network order, and a load beyond the packet's end returns 0. */
function run(program: Uint8Array, packet: Uint8Array): number {
  const code = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const data = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  let accumulator = 0;
  for (let pc = 0; pc * 8 < program.length; pc++) {
    const operand = code.getUint32(pc * 8 + 4, true);
    const opcode = code.getUint16(pc * 8, true);
    switch (opcode) {
      case LD_H_ABS:
        if (operand + 2 > packet.length) return 0;
        accumulator = data.getUint16(operand, false);
        break;
      case LD_B_ABS:
        if (operand + 1 > packet.length) return 0;
        accumulator = data.getUint8(operand);
        break;
      case JMP_JEQ_K:
        pc += code.getUint8(pc * 8 + (accumulator === operand ? 2 : 3));
        break;
      case RET_K:
        return operand;
      default:
        assert.fail(`opcode 0x${opcode.toString(16)} at ${pc}`);
    }
  }
  return assert.fail('the program runs over its end');
}

const PROGRAM = encodeEventFilter();

function passes(datagram: Uint8Array): boolean {
  const kept = run(PROGRAM, datagram);
  assert.ok(kept === 0 || kept === 0xffff_ffff, `cuts the datagram to ${kept} bytes`);
  return kept > 0;
}

/** linux/rtnetlink.h, linux/socket.h */
const NEIGHBORS = [28, 29];
const LINKS = [16, 17];
const AF_UNSPEC = 0;
const AF_INET = 2;
const AF_BRIDGE = 7;
const AF_INET6 = 10;

function wanted(type: number, family: number | undefined): boolean {
  if (NEIGHBORS.includes(type)) return family === AF_INET || family === AF_INET6;
  return LINKS.includes(type) && family === AF_UNSPEC;
}

/** struct nlmsghdr and the first bytes of a payload. */
function datagramOf(type: number, family: number, flags = 0): Uint8Array {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(0, bytes.length, true);
  new DataView(bytes.buffer).setUint16(4, type, true);
  new DataView(bytes.buffer).setUint16(6, flags, true);
  bytes[16] = family;
  return bytes;
}

test('the filter passes exactly what is wanted of the captures', () => {
  const counts = new Map<string, number>();
  for (const { name, datagrams } of readFixtures()) {
    for (const datagram of datagrams) {
      const [first] = decodeMessages(datagram).messages;
      assert.ok(first !== undefined);
      const expected = wanted(first.type, first.payload[0]);
      assert.equal(passes(datagram), expected, `${name}: type ${first.type} family ${first.payload[0]}`);
      const kind = `${first.type}/${first.payload[0]} ${expected ? 'passes' : 'is dropped'}`;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  for (const kind of ['28/2 passes', '28/10 passes', '29/2 passes', '29/10 passes', '16/0 passes', '17/0 passes']) {
    assert.ok(counts.has(kind), `no capture that shows: ${kind}`);
  }
  for (const kind of ['28/7 is dropped', '16/7 is dropped', '17/7 is dropped']) {
    assert.ok(counts.has(kind), `no capture that shows: ${kind}`);
  }
});

describe('of messages made up', () => {
  const anyType = fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 40 }));
  const anyFamily = fc.oneof(
    fc.integer({ min: 0, max: 255 }),
    fc.constantFrom(AF_UNSPEC, AF_INET, AF_BRIDGE, AF_INET6),
  );

  test('all types and families that matter are told apart', () => {
    for (let type = 0; type < 256; type++) {
      for (let family = 0; family < 256; family++) {
        assert.equal(passes(datagramOf(type, family)), wanted(type, family), `type ${type} family ${family}`);
      }
    }
  });

  test('any other is dropped, whatever its flags', () => {
    const property = fc.property(anyType, anyFamily, fc.integer({ min: 0, max: 0xffff }), (type, family, flags) => {
      assert.equal(passes(datagramOf(type, family, flags)), wanted(type, family));
    });
    fc.assert(property, { numRuns: 2000 });
  });

  test('the type is read whole: with its bytes changed round it is another', () => {
    for (const type of [...NEIGHBORS, ...LINKS]) {
      assert.equal(passes(datagramOf(type << 8, AF_INET)), false);
      assert.equal(passes(datagramOf(type << 8, AF_UNSPEC)), false);
      assert.equal(passes(datagramOf(type | 0x100, AF_INET)), false);
    }
  });

  test('one that ends before its family is dropped', () => {
    for (const type of [...NEIGHBORS, ...LINKS]) {
      const whole = datagramOf(type, LINKS.includes(type) ? AF_UNSPEC : AF_INET);
      for (let length = 0; length <= 16; length++) assert.equal(passes(whole.subarray(0, length)), false);
      assert.equal(passes(whole.subarray(0, 17)), true);
    }
  });
});

test('every path through the program ends in a return, and every jump stays inside', () => {
  const code = new DataView(PROGRAM.buffer);
  const instructions = PROGRAM.length / 8;
  assert.ok(Number.isInteger(instructions));
  for (let pc = 0; pc < instructions; pc++) {
    if (code.getUint16(pc * 8, true) !== JMP_JEQ_K) continue;
    assert.ok(pc + 1 + code.getUint8(pc * 8 + 2) < instructions);
    assert.ok(pc + 1 + code.getUint8(pc * 8 + 3) < instructions);
  }
  assert.equal(code.getUint16((instructions - 1) * 8, true), RET_K);
});
