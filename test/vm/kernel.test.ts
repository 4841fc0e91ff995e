import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createNamespace } from '../support/namespace.ts';

test('this is the second kernel, and it has the interfaces that a switch has', async () => {
  assert.match(readFileSync('/proc/cmdline', 'utf8'), /neighsyncd\.job=/);
  await using namespace = await createNamespace();
  await namespace.batch([
    'link add dummy0 type dummy',
    'link add PortChannel0001 type bond',
    'link add Vrf1 type vrf table 1001',
    'link add Bridge type bridge vlan_filtering 1',
    'link add link Bridge name Vlan1000 type vlan id 1000',
  ]);
  assert.match(await namespace.ip('link', 'show', 'Vlan1000'), /Vlan1000@Bridge/);
});
