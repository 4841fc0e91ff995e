import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { root } from '../../support/documents.ts';
import { openGrpcScene } from '../../support/grpc.ts';

test('the example of the TypeScript client lists, watches and adds', { timeout: 60_000 }, async () => {
  await using scene = await openGrpcScene();
  scene.service.put({ ipAddress: '10.0.0.1', macAddress: '02:00:00:00:00:01', interface: 'Vlan10' });
  const program = resolve(root, 'clients/typescript/examples/list-watch-add.ts');
  const args = [program, '10.0.0.2', '02:00:00:00:00:02', 'Vlan10', scene.target];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { timeout: 30_000 });
  const lines = ['is 10.0.0.1 02:00:00:00:00:01 Vlan10', 'added 1 resolved', 'changed 10.0.0.2 02:00:00:00:00:02', ''];
  assert.deepEqual([stdout.split('\n'), stderr], [lines, '']);
});
