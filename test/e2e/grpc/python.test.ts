import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { root } from '../../support/documents.ts';
import { openGrpcScene } from '../../support/grpc.ts';

/** Debian's own: the packages are for it, and `python3` may be another one. */
const PYTHON = '/usr/bin/python3';
const MAC = '02:00:00:00:00:01';

type Told = { readonly ip_address: string; readonly mac_address: string; readonly state: string };

test("Python's grpcio lists, watches and adds with what reflection tells it", { timeout: 120_000 }, async () => {
  await using scene = await openGrpcScene();
  scene.service.put({ ipAddress: '10.0.0.1', macAddress: MAC, interface: 'Vlan10', state: 'REACHABLE' });
  const program = resolve(root, 'test/support/grpc_client.py');
  const { stdout } = await promisify(execFile)(PYTHON, [program, scene.target, '10.0.0.2', MAC, 'Vlan10'], {
    timeout: 60_000,
  });
  const lines = stdout
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
  const steps = Object.fromEntries(lines.map(({ step, ...facts }) => [String(step), facts]));
  assert.deepEqual(Object.keys(steps), ['reflect', 'list', 'watch', 'add', 'changed', 'absent']);
  assert.deepEqual(
    (steps['list'] as { neighbors: readonly Told[] }).neighbors.map((one) => [
      one.ip_address,
      one.mac_address,
      one.state,
    ]),
    [['10.0.0.1', MAC, 'NEIGHBOR_STATE_REACHABLE']],
  );
  assert.deepEqual(steps['watch'], { events: ['snapshot', 'present', 'synced'] });
  const { answer } = steps['add'] as { answer: { database: string; neighbor: Told } };
  assert.deepEqual([answer.database, answer.neighbor.ip_address], ['DATABASE_OUTCOME_ACKNOWLEDGED', '10.0.0.2']);
  const { event } = steps['changed'] as { event: { changed: { neighbor: Told } } };
  assert.equal(event.changed.neighbor.ip_address, '10.0.0.2');
  assert.deepEqual(steps['absent'], { code: 'NOT_FOUND', details: 'get: 10.255.255.255 is not a neighbor' });
});
