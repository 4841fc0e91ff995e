import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neighctlLine, openFilledScene, startBash } from '../support/run-neighctl.ts';
import { until } from '../support/until.ts';

test('a watch prints what happens, goes on from a revision, and ends with Ctrl-C as something that went well', async () => {
  await using scene = await openFilledScene();
  const lines = scene.start('watch', '10.0.0.0/24');
  await until('both are there', () => lines.printed().split('\n').length === 3);
  scene.service.put({ ipAddress: '10.0.0.3', interface: 'Vlan10' });
  scene.service.drop('10.0.0.3');
  await until('it is gone', () => lines.printed().includes('gone'));
  lines.kill('SIGINT');
  const { code, stdout, stderr } = await lines.ended;
  assert.deepEqual([code, stderr], [0, '']);
  const said = stdout
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\S+ /, ''));
  assert.deepEqual(
    said.map((line) => line.split(/ +/).slice(0, 2).join(' ')),
    ['present 10.0.0.1', 'present 10.0.0.2', 'changed 10.0.0.3', 'gone 10.0.0.3'],
  );

  const { revision } = await scene.service.list({}, new AbortController().signal);
  scene.service.put({ ipAddress: '10.0.0.4', interface: 'Vlan10' });
  const json = scene.start('watch', '--json', '--from-revision', revision);
  await until('it has gone on', () => json.printed().includes('\n'));
  json.kill('SIGTERM');
  const [first = ''] = (await json.ended).stdout.split('\n');
  const event = JSON.parse(first) as { readonly kind: string; readonly neighbor: { readonly ip_address: string } };
  assert.deepEqual([event.kind, event.neighbor.ip_address], ['changed', '10.0.0.4']);
  assert.equal((await json.ended).code, 0);
});

test('a watch that the daemon ends has not gone well', async () => {
  await using scene = await openFilledScene();
  const lines = scene.start('show', '--watch');
  await until('it has begun', () => lines.printed().includes('10.0.0.1'));
  await scene.stop();
  const { code, stderr } = await lines.ended;
  assert.equal(code, 69);
  assert.match(stderr, /^neighctl: the daemon at .*api\.sock (has ended the watch|ended the connection)/);
});

test('on a terminal show --watch draws the table anew, in colour, and only as many lines as there is room for', async () => {
  await using scene = await openFilledScene();
  const shell = `stty rows 5 cols 60; ${neighctlLine(scene.socket, 'show', '--watch')}`;
  const screen = startBash(`exec script -qec ${JSON.stringify(shell)} /dev/null </dev/null`);
  const last = (): string => screen.printed().slice(screen.printed().lastIndexOf('\x1b[H'));
  await until('it watches', () => last().endsWith('\x1b[J'));
  scene.service.put({ ipAddress: '10.0.0.1', interface: 'Vlan10', state: 'FAILED' });
  await until('it has drawn the change', () => last().includes('\x1b[31mFAILED\x1b[0m') && last().endsWith('\x1b[J'));
  screen.kill('SIGTERM');
  await screen.ended;
  const lines = last().split('\r\n');
  assert.ok(lines[0]?.startsWith('\x1b[H\x1b[1mADDRESS\x1b[0m '));
  assert.deepEqual(
    lines.slice(1, 3).map((text) => text.slice(0, 8)),
    ['10.0.0.1', '10.0.0.2'],
  );
  assert.match(lines[3] ?? '', /4 neighbors, 2 of them not shown/);
  assert.deepEqual(lines.slice(4), ['\x1b[J']);
});

test('nobody who reads any more is no error', async () => {
  await using scene = await openFilledScene();
  for (let last = 0; last < 3_000; last++)
    scene.service.put({ ipAddress: `10.2.${last >> 8}.${last & 255}`, interface: 'Vlan10' });
  for (const args of [['show'], ['show', '--json'], ['watch']]) {
    const { stdout, stderr } = await startBash(`${neighctlLine(scene.socket, ...args)} | head -n 1`).ended;
    assert.deepEqual([stdout.split('\n').length, stderr], [2, ''], args.join(' '));
  }
});
