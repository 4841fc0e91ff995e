import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'smol-toml';
import { formatConfig, loadConfig } from './load.ts';
import { type Config, configKeys, validate } from './schema.ts';

const NO_FILE = '/dev/null';

const anyChar = fc.integer({ min: 1, max: 0xffff }).filter((code) => code < 0xd800 || code > 0xdfff);
const anyText = fc.array(anyChar).map((codes) => String.fromCharCode(...codes));

/** A valid configuration in which every key that may have any text has one. */
const anyConfig = fc
  .record({
    host: anyText,
    username: anyText,
    embedded_dir: anyText,
    port: fc.integer({ min: 1, max: 65535 }),
    embedded: fc.boolean(),
    interfaces: fc.array(fc.stringMatching(/^[^\s/:*]{1,15}\*?$/)),
  })
  .map(({ interfaces, ...redis }) => validate({ redis, filtering: { interfaces } }) as Config);

test('what show-config prints is TOML, and means the same configuration', () => {
  fc.assert(
    fc.property(anyConfig, (config) => {
      const text = formatConfig({ config, file: undefined, origin: () => 'default' });
      assert.deepEqual(validate(parse(text)), config);
    }),
  );
});

test('every key is shown once, with where it comes from', () => {
  const settings = ['performance.workers=4'];
  const env = { NEIGHSYNCD_LOGGING_LEVEL: 'debug' };
  const text = formatConfig(loadConfig({ file: NO_FILE, settings, env }));
  for (const { section, key } of configKeys()) {
    const body = text.split(`[${section}]\n`)[1]?.split('\n\n')[0] ?? '';
    assert.equal(body.split('\n').filter((line) => line.startsWith(`${key} = `)).length, 1, `${section}.${key}`);
  }
  assert.match(text, /^workers = 4 {2}# --set$/m);
  assert.match(text, /^level = "debug" {2}# environment NEIGHSYNCD_LOGGING_LEVEL$/m);
  assert.match(text, /^format = "text" {2}# default$/m);
});

test('a password is never shown: not by show-config, nor in an error', () => {
  const shown = formatConfig(loadConfig({ file: NO_FILE, settings: ['redis.password=hunter2'], env: {} }));
  assert.doesNotMatch(shown, /hunter2/);
  assert.match(shown, /^password = "\*\*\*" {2}# --set$/m);
  const problems = validate({ redis: { password: 8675309 } });
  assert.deepEqual(problems, [{ path: ['redis', 'password'], text: '*** is not a string' }]);
});

test('an empty password is shown as empty', () => {
  assert.match(formatConfig(loadConfig({ file: NO_FILE, settings: [], env: {} })), /^password = "" {2}# default$/m);
});

test('only the password is a secret', () => {
  const secrets = configKeys().filter(({ secret }) => secret);
  assert.deepEqual(
    secrets.map(({ section, key }) => `${section}.${key}`),
    ['redis.password'],
  );
});
