import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatEvent } from './event-stream.ts';

test('an event has its kind, its data on one line, and an id only where one can go on from', () => {
  assert.equal(
    formatEvent({ kind: 'gone', revision: 'r-7', ipAddress: '10.0.0.1', interface: 'Ethernet0' }),
    'id: r-7\nevent: gone\ndata: {"kind":"gone","revision":"r-7","ip_address":"10.0.0.1","interface":"Ethernet0"}\n\n',
  );
  assert.equal(
    formatEvent({ kind: 'snapshot', reason: 'too_slow' }),
    'event: snapshot\ndata: {"kind":"snapshot","reason":"too_slow"}\n\n',
  );
});
