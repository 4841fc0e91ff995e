import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { ERROR_CODES } from '../../src/base/errors.ts';
import { COMMANDS } from '../../src/cli/ctl/commands.ts';
import { type LoadedConfig, loadConfig } from '../../src/config/load.ts';
import { type ConfigKey, configKeys, SECTION_NAMES } from '../../src/config/schema.ts';
import { VRF_KEYS } from '../../src/config/vrf.ts';
import { HEALTH_VALUE } from '../../src/health/health.ts';
import { ABSENT_RULES } from '../../src/neighbor/policy.ts';
import { HISTOGRAMS, METRIC_PREFIX, METRICS, type MetricFacts } from '../../src/telemetry/catalogue.ts';
import type { LogLevel } from '../../src/telemetry/logger.ts';
import { LOGLEVELS, LOGOUTPUTS } from '../../src/telemetry/sonic-logger.ts';
import { formatSyslog } from '../../src/telemetry/syslog.ts';
import { runCli } from '../support/daemon.ts';
import { code, read, root, tableOf } from '../support/documents.ts';

describe('docs/CONFIGURATION.md', () => {
  const text = read('docs/CONFIGURATION.md');
  const sectionsOf = text.split(/^## /m).filter((part) => part.startsWith('['));
  const titles = sectionsOf.map((part) => part.slice(1, part.indexOf(']')));

  test('has every section once, in the order of the schema, and no other', () => {
    assert.deepEqual(titles, SECTION_NAMES);
  });

  for (const section of SECTION_NAMES) {
    test(`lists the keys of [${section}] with default, allowed values, whether they change live, and meaning, and no other`, () => {
      const part = sectionsOf[titles.indexOf(section)] ?? '';
      const keys = configKeys().filter((key) => key.section === section);
      const rows = keys.map((key) => [code(key.key), shown(key), key.allowed, key.live ? 'yes' : 'restart', key.help]);
      assert.deepEqual(tableOf(part, '| key | default | allowed | live | meaning |'), rows);
    });
  }

  test('lists the keys that each VRF has', () => {
    const rows = VRF_KEYS.map((key) => [
      code(key.key),
      code(`${key.default}`),
      key.allowed,
      key.live ? 'yes' : 'restart',
      key.help,
    ]);
    const [, part = ''] = text.split('\n## VRFs: [vrf.NAME]\n');
    assert.deepEqual(tableOf(part, '| key | default | allowed | live | meaning |'), rows);
  });

  test('says what LOGGER|neighsyncd means', () => {
    for (const [head, table] of [
      ['| LOGLEVEL | level |', LOGLEVELS],
      ['| LOGOUTPUT | output |', LOGOUTPUTS],
    ] as const) {
      const rows = Object.entries(table).map((pair) => pair.map(code));
      assert.deepEqual(tableOf(text, head), rows);
    }
  });

  test('names no key elsewhere in the documents that does not exist', () => {
    const known = new Set(configKeys().map(({ section, key }) => `${section}.${key}`));
    const dotted = new RegExp(`(?<![\\w/])(${SECTION_NAMES.join('|')})\\.([a-z][a-z0-9_]*)\\b(?!\\.)`, 'g');
    const texts = ['CONFIGURATION', 'MONITORING', 'TROUBLESHOOTING'].map((name) => read(`docs/${name}.md`));
    const named = texts.flatMap((each) => [...each.matchAll(dotted)].map(([name]) => name));
    assert.ok(named.length > 10);
    assert.deepEqual(
      named.filter((name) => !known.has(name)),
      [],
    );
  });

  test('shows the message that the program prints', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'neighsyncd-docs-'));
    try {
      const file = join(directory, 'my.conf');
      writeFileSync(file, '[performance]\nbatch_size = 5000\n');
      const { code: status, stderr } = await runCli(undefined, 'run', '--config', file, '--set', 'logging.level=loud');
      assert.equal(status, 78);
      assert.ok(text.includes(`\n${stderr.replaceAll(file, 'my.conf')}$ echo $?\n78\n`), stderr);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

function shown({ default: value }: ConfigKey): string {
  return value === '' ? '(empty)' : code(JSON.stringify(value));
}

describe('examples/neighsyncd.conf', () => {
  const path = resolve(root, 'examples/neighsyncd.conf');
  const text = read('examples/neighsyncd.conf');
  const load = (file: string): LoadedConfig => loadConfig({ file, settings: [], env: {} });
  const isEmpty = ({ default: value }: ConfigKey): boolean =>
    value === '' || (Array.isArray(value) && value.length === 0);

  test('is valid, and means the defaults', () => {
    assert.deepEqual(load(path).config, load('/dev/null').config);
  });

  test('sets every key whose default is not empty, and has the others as comments', () => {
    const { origin } = load(path);
    for (const key of configKeys()) {
      assert.equal(origin(key.section, key.key), isEmpty(key) ? 'default' : path, `${key.section}.${key.key}`);
    }
  });

  test('has every key once in its section, with its help above it, and nothing that does not exist', () => {
    const [plain = '', vrfs = ''] = text.split('\n# VRFs ');
    for (const { key, default: usual } of VRF_KEYS) assert.ok(vrfs.includes(`\n# ${key} = ${usual}\n`), key);
    const parts = plain.split(/^\[(\w+)\]$/m).slice(1);
    const keys = configKeys();
    for (const [place, section] of SECTION_NAMES.entries()) {
      assert.equal(parts[2 * place], section);
      const blocks = (parts[2 * place + 1] ?? '').trim().split('\n\n');
      const expected = keys.filter((key) => key.section === section);
      assert.deepEqual(blocks.map(unwrapped), expected.map(block));
    }
    assert.equal(parts.length, 2 * SECTION_NAMES.length);
  });

  /** A comment as one line, and the setting below it. */
  function unwrapped(lines: string): readonly (string | undefined)[] {
    const all = lines.split('\n');
    return [
      all
        .slice(0, -1)
        .map((line) => line.replace(/^# /, ''))
        .join(' '),
      all.at(-1),
    ];
  }

  function block(key: ConfigKey): readonly string[] {
    const setting = `${key.key} = ${JSON.stringify(key.default)}`;
    return [`${key.help} Allowed: ${key.allowed}.`, isEmpty(key) ? `# ${setting}` : setting];
  }
});

describe('docs/MONITORING.md', () => {
  const text = read('docs/MONITORING.md');

  test('lists every metric with type, labels and meaning, and no other', () => {
    const catalogue: readonly (readonly [string, { type: string; help: string; labels?: MetricFacts['labels'] }])[] = [
      ...Object.entries(METRICS),
      ...Object.entries(HISTOGRAMS),
    ];
    const rows = catalogue.map(([name, { type, help, labels = [] }]) => [
      code(METRIC_PREFIX + name),
      type,
      labels.map(code).join(', '),
      help,
    ]);
    assert.deepEqual(tableOf(text, '| metric | type | labels | meaning |'), rows);
  });

  test('shows how syslog is told, and with which severity', () => {
    const names = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
    const severityOf = (level: LogLevel): string => {
      const record = formatSyslog({ time: '2026-11-23T08:17:26Z', level, message: 'x', fields: {} });
      return names[Number(/^<(\d+)>/.exec(record)?.[1]) & 7] ?? '';
    };
    const levels: readonly LogLevel[] = ['error', 'warn', 'info', 'debug', 'trace'];
    const rows = levels.map((level) => [code(level), code(severityOf(level))]);
    assert.deepEqual(tableOf(text, '| level | severity |'), rows);
    const time = new Date(2026, 10, 23, 8, 17, 26).toISOString();
    const shown = formatSyslog({ time, level: 'info', message: 'database read', fields: { rows: 0 } });
    assert.ok(text.includes(`\n${shown}\n`), shown);
  });

  test('names no metric elsewhere that does not exist', () => {
    // `neighsyncd_timer` is SONiC's name in CONFIG_DB.
    const known = new Set([...Object.keys(METRICS), ...Object.keys(HISTOGRAMS), 'timer']);
    const texts = [text, read('docs/TROUBLESHOOTING.md')];
    const named = texts.flatMap((each) => [...each.matchAll(/\bneighsyncd_(\w+)/g)].map(([, name = '']) => name));
    assert.deepEqual(
      named.filter((name) => !known.has(name)),
      [],
    );
  });

  test('lists every rule by which a neighbor gets no row', () => {
    const rules = [...Object.keys(ABSENT_RULES), 'no_neighbor'].map(code);
    assert.deepEqual(
      tableOf(text, '| rule | meaning |').map(([rule]) => rule),
      rules,
    );
  });

  test('lists every health status with its number', () => {
    const rows = tableOf(text, '| status | `neighsyncd_health_status` | when |');
    const expected = Object.entries(HEALTH_VALUE).map(([status, value]) => [code(status), `${value}`]);
    assert.deepEqual(
      rows.map(([status, value]) => [status, value]),
      expected,
    );
  });
});

describe('docs/TROUBLESHOOTING.md', () => {
  const text = read('docs/TROUBLESHOOTING.md');

  test('lists every error code with its meaning, action and exit status, and no other', () => {
    const rows = Object.entries(ERROR_CODES).map(([name, { meaning, action, exitCode }]) => [
      code(name),
      meaning,
      action,
      `${exitCode}`,
    ]);
    assert.deepEqual(tableOf(text, '| code | meaning | action | exit status |'), rows);
  });

  test('explains every exit status and every action', () => {
    const explained = new Set(tableOf(text, '| status | meaning |').map(([status]) => Number(status)));
    assert.deepEqual(explained, new Set([0, 1, 64, ...Object.values(ERROR_CODES).map(({ exitCode }) => exitCode)]));
    const actions = text.split('\nThe actions:')[1]?.split('\n\n')[0] ?? '';
    for (const { action } of Object.values(ERROR_CODES)) assert.ok(actions.includes(code(action)), action);
  });

  test('shows the message that the program prints when no Redis is selected', async () => {
    const { stderr } = await runCli(undefined, 'check-config', '--config', '/dev/null');
    assert.ok(text.includes(`\`\`\`\n${stderr}\`\`\``), stderr);
  });
});

test('README.md has every command that the help of neighsyncd names, and no other', async () => {
  const { stdout } = await runCli(undefined, 'help');
  const help = stdout.split('\n\n')[1] ?? '';
  const commands = [...help.matchAll(/^ {2}([a-z-]+) {2}/gm)].map(([, name]) => name);
  assert.ok(commands.includes('run') && commands.includes('verify'), stdout);
  assert.ok(existsSync(resolve(root, 'README.md')), 'there is no README.md');
  const documented = [...read('README.md').matchAll(/^\| `bin\/neighsyncd ([a-z-]+)/gm)].map(([, name]) => name);
  assert.deepEqual(documented, commands);
});

test('README.md has every command of neighctl with what may follow and what it does, and no other', () => {
  const rows = Object.entries(COMMANDS).map(([name, { usage, summary }]) => [
    code(`bin/neighctl ${name} ${usage}`.trimEnd().replaceAll('|', '\\|')),
    summary,
  ]);
  const [, part = ''] = read('README.md').split('\n## neighctl\n');
  assert.deepEqual(tableOf(part.split('\n## ')[0] ?? '', '| command | what it does |'), rows);
});
