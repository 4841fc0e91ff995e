import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DaemonError } from '../base/errors.ts';
import type { RowFamily, RowWrite } from '../neighbor/row.ts';
import { validateWrite } from './row-check.ts';

const MAC = '00:aa:bb:cc:dd:ee';

function set(key: string, family: RowFamily, mac = MAC): RowWrite {
  return { kind: 'set', key, mac, family };
}

function refused(write: RowWrite, fault: string): void {
  assert.throws(
    () => validateWrite(write),
    (error) => error instanceof DaemonError && error.code === 'bug' && error.message.includes(fault),
    JSON.stringify(write),
  );
}

test('rows as SONiC writes them pass', () => {
  for (const key of ['Vlan1000:10.0.0.1', 'Ethernet0.10:255.255.255.255', 'a23456789012345:0.0.0.0']) {
    validateWrite(set(key, 'IPv4'));
  }
  const canonical = ['2001:db8::1', '::', '::1', 'fe80::1', '::ffff:10.0.0.1', '::0.1.0.2', '1:0:2:3:4:5:6:7'];
  for (const ip of canonical) validateWrite(set(`Vlan1000:${ip}`, 'IPv6'));
  validateWrite({ kind: 'set_when_consumed', key: 'eth0:10.0.0.1', mac: '00:00:00:00:00:00', family: 'IPv4' });
  validateWrite({ kind: 'delete', key: 'PortChannel1:2001:db8::1' });
});

test('an interface name that the kernel would not give is refused', () => {
  for (const key of ['10.0.0.1', ':10.0.0.1', 'a b:10.0.0.1', 'a/b:10.0.0.1', 'a\n:10.0.0.1']) {
    refused(set(key, 'IPv4'), 'bad interface name');
  }
  refused(set('a234567890123456:10.0.0.1', 'IPv4'), 'too long');
  refused(set('äääääääääääääää:10.0.0.1', 'IPv4'), 'too long');
  refused({ kind: 'delete', key: '10.0.0.1' }, 'bad interface name');
});

test('an address that orchagent cannot parse is refused, in a delete too', () => {
  for (const ip of ['', '10.0.0', '10.0.0.256', '010.0.0.1', 'fe80::1%eth0', '2001:db8', '10.0.0.1 ', '1::2::3']) {
    refused(set(`eth0:${ip}`, 'IPv4'), 'bad IP address');
    refused({ kind: 'delete', key: `eth0:${ip}` }, 'bad IP address');
  }
});

test('an address that others would not find is refused, but can be deleted', () => {
  for (const ip of ['2001:DB8::1', '2001:db8:0:0:0:0:0:1', '::1:2', '::ffff:a00:1', '1::2:3:4:5:6:7']) {
    refused(set(`eth0:${ip}`, 'IPv6'), 'not in canonical form');
    validateWrite({ kind: 'delete', key: `eth0:${ip}` });
  }
});

test('family and MAC must be what they say', () => {
  refused(set('eth0:10.0.0.1', 'IPv6'), 'family');
  refused(set('eth0:2001:db8::1', 'IPv4'), 'family');
  for (const mac of ['', '00:AA:bb:cc:dd:ee', '00-aa-bb-cc-dd-ee', '00:aa:bb:cc:dd', `${MAC}\n`, `${MAC}:ff`, 'none']) {
    refused(set('eth0:10.0.0.1', 'IPv4', mac), 'bad MAC');
  }
});
