import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { parse } from 'smol-toml';
import { configDbSource } from './config-db.ts';
import { formatConfig, type LoadedConfig, loadConfig } from './load.ts';
import { formatChange, planReload } from './reload.ts';
import { type Config, validate } from './schema.ts';
import { VRF_KEYS, vrfConfigOf, vrfNameProblems } from './vrf.ts';

const directory = mkdtempSync(join(tmpdir(), 'neighsyncd-vrf-'));
after(() => rmSync(directory, { recursive: true }));
const path = join(directory, 'test.conf');

type Parts = {
  readonly file?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly settings?: readonly string[];
  readonly rows?: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

function load({ file = '', env = {}, settings = [], rows = {} }: Parts): LoadedConfig {
  writeFileSync(path, file);
  return loadConfig({ file: path, env, settings, configDb: configDbSource(new Map(Object.entries(rows))) });
}

function messageOf(parts: Parts): string {
  try {
    load(parts);
  } catch (error) {
    return error instanceof Error ? error.message.replaceAll(path, 'FILE') : String(error);
  }
  throw new assert.AssertionError({ message: `${JSON.stringify(parts)} was accepted` });
}

const config = (raw: Readonly<Record<string, unknown>>): Config => validate(raw) as Config;
const OFF = { enabled: false, ipv4_enabled: true, ipv6_enabled: true };
const ON = { ...OFF, enabled: true };

describe('the section of a VRF', () => {
  test('has its keys, each on unless it is set', () => {
    assert.deepEqual(load({ file: '[vrf.Vrf_red]\nenabled = false\n[vrf.default]\n' }).config.vrf, {
      Vrf_red: OFF,
      default: ON,
    });
    assert.deepEqual(load({}).config.vrf, {});
    assert.deepEqual(
      VRF_KEYS.map(({ key, default: usual, live }) => [key, usual, live]),
      [
        ['enabled', true, true],
        ['ipv4_enabled', true, true],
        ['ipv6_enabled', true, true],
      ],
    );
  });

  test('comes key by key from flags, then CONFIG_DB, then the file', () => {
    const file =
      '[vrf.Vrf_red]\nenabled = false\nipv4_enabled = false\nipv6_enabled = false\n[vrf.mgmt]\nenabled = false\n';
    const rows = { 'vrf|Vrf_red': { enabled: 'true', ipv4_enabled: 'true' }, 'vrf|Vrf_blue': { NULL: 'NULL' } };
    const { config: loaded, origin } = load({
      file,
      rows,
      settings: ['vrf.Vrf_red.enabled=false', 'vrf.a.b.enabled=false'],
    });
    assert.deepEqual(loaded.vrf, {
      Vrf_red: { enabled: false, ipv4_enabled: true, ipv6_enabled: false },
      mgmt: OFF,
      Vrf_blue: ON,
      'a.b': OFF,
    });
    const origins = ['enabled', 'ipv4_enabled', 'ipv6_enabled'].map((key) => origin('vrf', 'Vrf_red', key));
    assert.deepEqual(origins, ['--set', 'CONFIG_DB NEIGHSYNCD|vrf|Vrf_red', path]);
    assert.equal(origin('vrf', 'Vrf_blue', 'enabled'), 'default');
  });

  const REFUSED: readonly (readonly [Parts, string])[] = [
    [{ file: '[vrf.Vrf_red]\nenabled = "no"' }, 'FILE: vrf.Vrf_red.enabled: "no" is not true or false'],
    [{ settings: ['vrf.Vrf_red.ipv4_enabled=0'] }, '--set: vrf.Vrf_red.ipv4_enabled: 0 is not true or false'],
    [
      { rows: { 'vrf|Vrf_red': { enabled: 'True' } } },
      'CONFIG_DB NEIGHSYNCD|vrf|Vrf_red: vrf.Vrf_red.enabled: "True" is not true or false',
    ],
    [
      { file: '[vrf.Vrf_red]\nenable = false', settings: ['vrf.Vrf_red.enabled=true'] },
      'FILE: vrf.Vrf_red.enable: unknown key (known here: enabled, ipv4_enabled, ipv6_enabled)',
    ],
    [{ file: '[vrf]\nenabled = false' }, 'FILE: vrf.enabled: is a section, and needs keys'],
    [{ file: 'vrf = 1', settings: ['vrf.a.enabled=true'] }, 'FILE: vrf: is a section, and needs keys'],
    [{ settings: ['vrf.enabled=false'] }, '--set: vrf.enabled: is a section, and needs keys'],
    [
      { rows: { vrf: { enabled: 'false' } } },
      'CONFIG_DB NEIGHSYNCD|vrf: vrf: names no VRF, as NEIGHSYNCD|vrf|<name> does',
    ],
    [
      { file: '[vrf.Vrf_of_sixteen__]\nenabled = false' },
      'FILE: vrf.Vrf_of_sixteen__: "Vrf_of_sixteen__" is not the name of a VRF (1 to 15 printable ASCII characters but space, / and :)',
    ],
    [{ rows: { 'vrf|': {} } }, 'CONFIG_DB NEIGHSYNCD|vrf|: vrf.: "" is not the name of a VRF'],
    [{ file: '[vrf.__proto__]\nenabled = false' }, 'FILE: vrf.__proto__: "__proto__" is not the name of a VRF'],
  ];
  for (const [parts, says] of REFUSED) {
    test(`${JSON.stringify(parts)} is refused with its place`, () => {
      const message = messageOf(parts);
      assert.ok(message.startsWith(`configuration: ${says}`), message);
    });
  }

  test('cannot be set by a variable, which says by what it can', () => {
    assert.match(
      messageOf({ env: { NEIGHSYNCD_VRF_RED_ENABLED: 'false' } }),
      /NEIGHSYNCD_VRF_RED_ENABLED: sections of VRFs .*--set vrf\.NAME\.KEY=VALUE/,
    );
  });

  test('has a name that an interface can have', () => {
    const problemsOf = (name: string) => vrfNameProblems(Object.fromEntries([[name, {}]]));
    for (const name of ['V', 'default', 'mgmt', 'Vrf.1', 'Vrf-a_b|c', 'constructor', 'x'.repeat(15)])
      assert.deepEqual(problemsOf(name), [], name);
    for (const name of ['', '.', '..', 'a b', 'a/b', 'a:b', 'Vrfé', 'x'.repeat(16), '__proto__'])
      assert.equal(problemsOf(name)[0]?.text.startsWith(JSON.stringify(name)), true, name);
  });

  test('that an object has by nature means nothing unless it is there', () => {
    assert.deepEqual(vrfConfigOf({}, 'constructor'), ON);
    assert.deepEqual(vrfConfigOf(config({ vrf: { constructor: { enabled: false } } }).vrf, 'constructor'), OFF);
  });

  test('is shown as TOML that means the same', () => {
    const loaded = load({ settings: ['vrf.Vrf_red.enabled=false', 'vrf.Vrf.1.ipv6_enabled=false'] });
    const text = formatConfig(loaded);
    assert.match(text, /^\[vrf\."Vrf_red"\]\nenabled = false {2}# --set\nipv4_enabled = true {2}# default$/m);
    assert.deepEqual(validate(parse(text)), loaded.config);
  });
});

describe('a reload of what is said of VRFs', () => {
  test('takes effect at once, and each change is told', () => {
    const before = config({ vrf: { Vrf_red: { enabled: false }, mgmt: { ipv6_enabled: false } } });
    const wanted = config({
      vrf: { Vrf_blue: { ipv4_enabled: false }, mgmt: { ipv6_enabled: false } },
      metrics: { port: 1 },
    });
    const plan = planReload(before, wanted);
    assert.deepEqual(plan.live.map(formatChange), [
      'vrf.Vrf_blue.ipv4_enabled: true -> false',
      'vrf.Vrf_red.enabled: false -> true',
    ]);
    assert.deepEqual(plan.config, { ...before, vrf: wanted.vrf });
  });

  test('in which a section comes or goes that changes nothing, tells nothing', () => {
    assert.deepEqual(planReload(config({}), config({ vrf: { Vrf_red: { enabled: true } } })).live, []);
  });
});
