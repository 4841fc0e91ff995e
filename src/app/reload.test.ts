import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DaemonError } from '../base/errors.ts';
import { type Config, validate } from '../config/schema.ts';
import { createLogger } from '../telemetry/logger.ts';
import { tryReload } from './reload.ts';

const config = (raw: Readonly<Record<string, unknown>>): Config => validate(raw) as Config;

/** Reloads, and shows what was logged without its time. */
function reloaded(before: Config, load: () => Config) {
  const log: string[] = [];
  const write = (line: string): void => void log.push(line.slice(line.indexOf('Z ') + 2).trim());
  const logger = createLogger({ level: 'debug', format: 'text', output: 'stdout', write });
  const read = () => ({ config: load(), file: undefined, origin: () => 'default' });
  const plan = tryReload(before, read, logger)?.plan;
  return { config: plan?.config, live: plan?.live, log };
}

test('live changes are told and in force; the others are told to need a restart, each time', () => {
  const wanted = config({ performance: { workers: 3 }, metrics: { port: 1 } });
  const first = reloaded(config({}), () => wanted);
  assert.deepEqual(first.config, config({ performance: { workers: 3 } }));
  assert.deepEqual(
    first.live?.map(({ key }) => key),
    ['workers'],
  );
  const restart = 'warn  a configuration change needs a restart, ignoring change="metrics.port: 9091 -> 1"';
  assert.deepEqual(first.log, ['info  configuration changed change="performance.workers: 2 -> 3"', restart]);
  assert.deepEqual(reloaded(first.config ?? config({}), () => wanted).log, [restart]);
});

test('a configuration that is not valid changes nothing, and the log says why', () => {
  const before = config({ performance: { workers: 3 } });
  const { log, config: after } = reloaded(before, () => {
    throw new DaemonError('config_invalid', { op: 'configuration', message: 'my.conf: x: unknown section' });
  });
  assert.equal(after, undefined);
  assert.deepEqual(log, [
    'error the configuration was not changed code=config_invalid error="configuration: my.conf: x: unknown section"',
  ]);
});

test('the same configuration is no change, and nothing to log', () => {
  assert.deepEqual(
    reloaded(config({}), () => config({})),
    { config: config({}), live: [], log: [] },
  );
});
