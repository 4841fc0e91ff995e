import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Config, validate } from '../config/schema.ts';
import { createLogging } from './logging.ts';

const logging = (values: Partial<Config['logging']>): Config['logging'] =>
  (validate({ logging: values }) as Config).logging;

/** A log that nobody's syslog gets, with what came out of it, `stdout` or `stderr` before each record. */
function world(values: Partial<Config['logging']> = {}) {
  const written: string[] = [];
  const to = (output: string) => (text: string) => void written.push(`${output} ${text.split('Z ')[1]?.trim()}`);
  const log = createLogging({
    logging: logging(values),
    fields: {},
    stdout: to('stdout'),
    stderr: to('stderr'),
    syslogPath: '/nonexistent/log',
  });
  return { log, written };
}

test('the configuration says level and output, at the start and later', () => {
  const { log, written } = world({ level: 'warn', output: 'stderr' });
  log.logger.info('a');
  log.logger.warn('b');
  log.configure(logging({ level: 'debug' }), []);
  log.logger.debug('c');
  assert.deepEqual(written, ['stderr warn  b', 'stdout debug c']);
});

test('LOGGER goes before the configuration, and stays before it when that changes', () => {
  const { log, written } = world();
  log.follow({ LOGLEVEL: 'WARN', LOGOUTPUT: 'STDERR' });
  log.configure(logging({ level: 'debug', output: 'stdout' }), []);
  log.logger.info('a');
  log.logger.warn('b');
  assert.deepEqual(written, ['stderr warn  b']);
});

test('what is pinned goes before LOGGER, whatever that has said', () => {
  const { log, written } = world();
  log.follow({ LOGLEVEL: 'WARN', LOGOUTPUT: 'STDERR' });
  log.configure(logging({ level: 'debug', output: 'stdout' }), ['level']);
  log.logger.debug('a');
  log.configure(logging({ level: 'debug', output: 'stdout' }), []);
  log.logger.debug('b');
  assert.deepEqual(written, ['stderr debug a']);
});

test('what LOGGER does not say stays with the configuration', () => {
  const { log, written } = world({ output: 'stderr' });
  log.follow({ LOGLEVEL: 'DEBUG' });
  log.logger.debug('a');
  assert.deepEqual(written, ['stderr debug a']);
});

test('a row that vanishes, or becomes wrong, changes nothing', () => {
  const { log, written } = world();
  log.follow({ LOGLEVEL: 'DEBUG', LOGOUTPUT: 'STDERR' });
  log.follow(undefined);
  log.follow({ LOGLEVEL: 'LOUD', LOGOUTPUT: 'STDERR' });
  log.logger.debug('a');
  assert.equal(written.at(-1), 'stderr debug a');
});

test('a wrong value is logged once, and again after it was right in between', () => {
  const { log, written } = world();
  const wrong = { LOGLEVEL: 'LOUD', LOGOUTPUT: 'STDOUT' };
  for (const row of [wrong, wrong, { LOGLEVEL: 'NOTICE', LOGOUTPUT: 'STDOUT' }, wrong]) log.follow(row);
  assert.equal(written.length, 2);
  assert.match(written[0] ?? '', /^stdout warn {2}what CONFIG_DB says of the log is wrong, ignoring error=".*LOUD/);
});

test('a syslog that is not there takes nothing, blocks nothing and throws nothing; the records are counted', () => {
  const { log, written } = world({ output: 'syslog' });
  for (const text of ['a', 'b', 'c']) log.logger.info(text);
  assert.equal(log.lost(), 3);
  log.follow({ LOGLEVEL: 'NOTICE', LOGOUTPUT: 'STDOUT' });
  log.logger.info('d');
  log[Symbol.dispose]();
  log.logger.info('e');
  assert.deepEqual(written, ['stdout info  d', 'stdout info  e']);
});
