import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createLogging, type Logging } from '../../src/app/logging.ts';
import { type Config, validate } from '../../src/config/schema.ts';
import { createSyslogSocket } from '../../src/host/syslog-socket.ts';
import { startSyslogListener } from '../support/syslog-listener.ts';

const directory = mkdtempSync(join(tmpdir(), 'neighsyncd-syslog-'));
after(() => rmSync(directory, { recursive: true }));
let sockets = 0;
const newPath = (): string => join(directory, `log${sockets++}`);

const { logging } = validate({ logging: { output: 'syslog' } }) as Config;

function logTo(syslogPath: string): Logging {
  const fail = (text: string): void => assert.fail(`not meant for syslog: ${text}`);
  return createLogging({ logging, fields: { asic: 'asic0' }, stdout: fail, stderr: fail, syslogPath });
}

const HEAD = String.raw`[A-Z][a-z]{2} [ 1-3]\d \d\d:\d\d:\d\d neighsyncd: :- neighsyncd:`;

test('syslog receives each record as one datagram, in order', async () => {
  const path = newPath();
  await using listener = await startSyslogListener(path);
  using log = logTo(path);
  log.logger.info('in step', { rows: 3 });
  log.logger.error('two\nlines', { where: 'Ärger' });
  log.logger.warn('x'.repeat(5000));
  await listener.took(3);
  const [first = '', second = '', third = ''] = listener.datagrams;
  assert.match(first, new RegExp(`^<13>${HEAD} in step asic=asic0 rows=3$`));
  assert.match(second, new RegExp(`^<11>${HEAD} two lines asic=asic0 where=Ärger$`));
  assert.match(third, new RegExp(`^<12>${HEAD} x{900,}\\.\\.\\.$`));
  assert.equal(log.lost(), 0);
});

test('a syslog daemon that is restarted receives what is logged afterwards, and how much was lost', async () => {
  const path = newPath();
  using log = logTo(path);
  {
    await using listener = await startSyslogListener(path);
    log.logger.info('before');
    assert.match(await listener.took(1), / before asic=asic0$/);
  }
  log.logger.info('in between');
  log.logger.info('in between');
  assert.equal(log.lost(), 2);
  await using again = await startSyslogListener(path);
  log.logger.info('after');
  assert.match(await again.took(2), / after asic=asic0$/);
  assert.match(again.datagrams[0] ?? '', new RegExp(`^<12>${HEAD} .* lost, ignoring records=2$`));
  assert.equal(log.lost(), 2);
});

test('a syslog daemon that starts later is found', async () => {
  const path = newPath();
  using log = logTo(path);
  log.logger.info('too early');
  await using listener = await startSyslogListener(path);
  log.logger.info('in time');
  assert.match(await listener.took(2), / in time asic=asic0$/);
});

test('a syslog daemon that does not read costs records, and never time', async () => {
  const path = newPath();
  await using _listener = await startSyslogListener(path, '--idle');
  using log = logTo(path);
  const startMs = performance.now();
  for (let count = 0; count < 5000; count++) log.logger.info('flood', { count });
  assert.ok(performance.now() - startMs < 5000, 'a send that waits would wait for ever');
  // net.unix.max_dgram_qlen and the send buffer say how many fit: some hundreds.
  assert.ok(log.lost() > 1000, `${log.lost()} of 5000 lost`);
  assert.ok(log.lost() < 5000, 'the queue takes some');
});

test('a socket takes nothing after its end, and nothing for a path that is no socket', async () => {
  const path = newPath();
  const bytes = Buffer.from('x');
  await using _listener = await startSyslogListener(path);
  using socket = createSyslogSocket(path);
  assert.equal(socket.send(bytes), true);
  socket[Symbol.dispose]();
  assert.equal(socket.send(bytes), false);
  using file = createSyslogSocket(fileURLToPath(import.meta.url));
  assert.equal(file.send(bytes), false);
});

test('a path that no unix socket can have is refused at once', () => {
  assert.throws(() => createSyslogSocket(`/${'x'.repeat(107)}`), RangeError);
  createSyslogSocket(`/${'x'.repeat(106)}`);
});
