import { test } from 'node:test';
import { joinBytes } from '../../src/netlink/codec/bytes.ts';
import { decodeMessages, encodeMessage, type NetlinkMessage } from '../../src/netlink/codec/nlmsghdr.ts';
import { readFixtures } from '../fixtures/netlink/fixtures.ts';
import { fuzz } from './fuzz.ts';

test('decodeMessages', () => {
  fuzz<readonly NetlinkMessage[]>(
    readFixtures().flatMap(({ datagrams }) => datagrams),
    {
      decode: (datagram) => {
        const { messages, failure } = decodeMessages(datagram);
        return failure ?? messages;
      },
      encode: (messages) => joinBytes(...messages.map(encodeMessage)),
    },
  );
});

test('decodeMessages with what was whole before a damaged tail', () => {
  fuzz<readonly NetlinkMessage[]>(
    readFixtures().flatMap(({ datagrams }) => datagrams),
    {
      decode: (datagram) => decodeMessages(datagram).messages,
      encode: (messages) => joinBytes(...messages.map(encodeMessage)),
    },
  );
});
