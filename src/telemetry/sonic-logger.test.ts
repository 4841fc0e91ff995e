import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOGLEVELS, LOGOUTPUTS, type LoggerSettings, loggerSettings } from './sonic-logger.ts';

const BOTH_MISSING: LoggerSettings = {
  level: undefined,
  output: undefined,
  missing: [
    ['LOGLEVEL', 'NOTICE'],
    ['LOGOUTPUT', 'SYSLOG'],
  ],
  problems: [],
};

for (const [LOGLEVEL, level] of Object.entries(LOGLEVELS)) {
  for (const [LOGOUTPUT, output] of Object.entries(LOGOUTPUTS)) {
    test(`${LOGLEVEL} and ${LOGOUTPUT} mean ${level} and ${output}`, () => {
      const row = { LOGLEVEL, LOGOUTPUT };
      assert.deepEqual(loggerSettings(row), { level, output, missing: [], problems: [] });
    });
  }
}

for (const row of [undefined, {}, { NULL: 'NULL' }, { loglevel: 'DEBUG', 'LOGOUTPUT ': 'STDOUT' }]) {
  test(`${JSON.stringify(row)} lacks both fields, and changes nothing`, () => {
    assert.deepEqual(loggerSettings(row), BOTH_MISSING);
  });
}

test('what is written for a missing field means what it says', () => {
  const { missing } = loggerSettings(undefined);
  const { level, output } = loggerSettings(Object.fromEntries(missing));
  assert.deepEqual([level, output], ['info', 'syslog']);
});

test('only the field that is missing is written', () => {
  assert.deepEqual(loggerSettings({ LOGLEVEL: 'DEBUG' }).missing, [['LOGOUTPUT', 'SYSLOG']]);
  assert.deepEqual(loggerSettings({ LOGOUTPUT: 'STDERR' }).missing, [['LOGLEVEL', 'NOTICE']]);
});

for (const wrong of ['', 'notice', 'NOTICE ', 'SYSLOG', '7', 'toString', '__proto__']) {
  test(`the level ${JSON.stringify(wrong)} is a problem, is not overwritten, and leaves the level as it was`, () => {
    assert.deepEqual(loggerSettings({ LOGLEVEL: wrong, LOGOUTPUT: 'STDOUT' }), {
      level: undefined,
      output: 'stdout',
      missing: [],
      problems: [
        `LOGGER|neighsyncd: LOGLEVEL: ${JSON.stringify(wrong)} is not one of EMERG, ALERT, CRIT, ERROR, WARN, NOTICE, INFO, DEBUG`,
      ],
    });
  });
}

for (const wrong of ['', 'syslog', 'FILE', 'constructor']) {
  test(`the output ${JSON.stringify(wrong)} is a problem, is not overwritten, and leaves the output as it was`, () => {
    assert.deepEqual(loggerSettings({ LOGLEVEL: 'WARN', LOGOUTPUT: wrong }), {
      level: 'warn',
      output: undefined,
      missing: [],
      problems: [`LOGGER|neighsyncd: LOGOUTPUT: ${JSON.stringify(wrong)} is not one of SYSLOG, STDOUT, STDERR`],
    });
  });
}
