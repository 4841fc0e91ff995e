import { existsSync, readFileSync } from 'node:fs';
import { parse, TomlError } from 'smol-toml';
import { DaemonError } from '../base/errors.ts';
import { configKeys, SECTION_NAMES, type SectionName } from './schema.ts';
import { VRF_SECTION } from './vrf.ts';

/** Values from one place. `where(path)` names the place of a key for error messages. */
export type Source = {
  readonly values: Readonly<Record<string, unknown>>;
  readonly where: (path: readonly string[]) => string;
};

const ENVIRONMENT_PREFIX = 'NEIGHSYNCD_';
const SETTING = /^([^.=\s]+)\.([^.=\s]+)=(.*)$/s;
/** The name of a VRF may have a dot; that of a key has none. */
const VRF_SETTING = /^vrf\.([^=\s]+)\.([^.=\s]+)=(.*)$/s;
const FILE_VARIABLE = 'NEIGHSYNCD_CONFIG';
const FILE_CANDIDATES = ['/etc/sonic/neighsyncd/neighsyncd.conf', 'neighsyncd.conf'] as const;

/**
 * The configuration file: `flag`, else $NEIGHSYNCD_CONFIG, else the first of the usual places that exists; one file, never
 * merged with another. A file that was named must exist.
 */
export function findConfigFile(flag: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  return flag ?? (env[FILE_VARIABLE] || FILE_CANDIDATES.find((path) => existsSync(path)));
}

export function fileSource(path: string): Source {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new DaemonError('config_invalid', { op: 'read configuration', message, cause });
  }
  return { values: parseToml(text, path), where: () => path };
}

function parseToml(text: string, path: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const reason = cause.message.split('\n')[0] ?? '';
    const message = `${path}:${cause.line}:${cause.column}: ${reason}`;
    throw new DaemonError('config_invalid', { op: 'read configuration', message, cause });
  }
}

/** NEIGHSYNCD_<SECTION>_<KEY>; not for VRFs, whose names do not survive upper case. A variable with our prefix that names no key is an error, as a typing error in the file is. */
export function environmentSource(env: NodeJS.ProcessEnv): Source {
  let values: Readonly<Record<string, unknown>> = {};
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(ENVIRONMENT_PREFIX) || name === FILE_VARIABLE || value === undefined) continue;
    const path = pathOfVariable(name);
    values = withValue(values, path, parseText(path, value));
  }
  return { values, where: (path) => `environment ${ENVIRONMENT_PREFIX}${path.slice(0, 2).join('_').toUpperCase()}` };
}

/** `section.key=value`, or `vrf.NAME.key=value`, as given to --set. */
export function flagSource(settings: readonly string[]): Source {
  let values: Readonly<Record<string, unknown>> = {};
  for (const setting of settings) {
    const [, name, vrfKey, vrfText] = VRF_SETTING.exec(setting) ?? [];
    const [, section, key = vrfKey, text = vrfText] =
      name === undefined ? (SETTING.exec(setting) ?? []) : ['', VRF_SECTION];
    if (section === undefined || key === undefined || text === undefined) {
      const message = `--set ${JSON.stringify(setting)} is not of the form section.key=value`;
      throw new DaemonError('usage', { op: 'read flags', message });
    }
    const path = name === undefined ? [section, key] : [section, name, key];
    values = withValue(values, path, parseText([section, key], text));
  }
  return { values, where: () => '--set' };
}

/** `section.key`, or `vrf.NAME.key`, and the value, as the API is given them. Throws `config_invalid` for another form of name. */
export function overrideSource(overrides: ReadonlyMap<string, unknown>): Source {
  let values: Readonly<Record<string, unknown>> = {};
  for (const [name, value] of overrides) values = withValue(values, pathOfName(name), value);
  return { values, where: () => 'API' };
}

function pathOfName(name: string): readonly string[] {
  const [, section, vrf, key] = /^([^.]+)(?:\.(.+))?\.([^.]+)$/.exec(name) ?? [];
  const isVrf = section === VRF_SECTION;
  const path = isVrf ? [section, vrf, key] : [section, key];
  if (section !== undefined && isVrf === (vrf !== undefined) && !path.includes('__proto__')) return path.map(String);
  const message = `${JSON.stringify(name)} is not of the form section.key, or ${VRF_SECTION}.NAME.key`;
  throw new DaemonError('config_invalid', { op: 'configuration', message });
}

function withValue(
  values: Readonly<Record<string, unknown>>,
  [head = '', ...rest]: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> {
  const inner = Object.hasOwn(values, head) ? Object(values[head]) : {};
  return { ...values, [head]: rest.length === 0 ? value : withValue(inner, rest, value) };
}

/** Section names have no underscore, so the first one ends the section. */
function pathOfVariable(name: string): readonly [string, string] {
  const [section = '', ...key] = name.slice(ENVIRONMENT_PREFIX.length).toLowerCase().split('_');
  if (section === VRF_SECTION) {
    const message = `environment ${name}: sections of VRFs cannot be set by the environment (but by --set ${VRF_SECTION}.NAME.KEY=VALUE, a file or CONFIG_DB)`;
    throw new DaemonError('config_invalid', { op: 'read configuration', message });
  }
  if (!SECTION_NAMES.includes(section as SectionName)) {
    const message = `environment ${name}: unknown section ${JSON.stringify(section)} (known: ${SECTION_NAMES.join(', ')})`;
    throw new DaemonError('config_invalid', { op: 'read configuration', message });
  }
  if (key.length === 0) {
    const message = `environment ${name}: names a section and no key (${name}_<KEY>)`;
    throw new DaemonError('config_invalid', { op: 'read configuration', message });
  }
  return [section, key.join('_')];
}

/** A value given as text: TOML where it parses, but plain text where the key wants a string. */
export function parseText([section, key]: readonly [string, string], value: string): unknown {
  const wanted = configKeys().find((known) => known.section === section && known.key === key);
  const parsed = tomlValue(value);
  if (typeof wanted?.default === 'string') return typeof parsed === 'string' ? parsed : value;
  return parsed ?? value;
}

function tomlValue(value: string): unknown {
  if (value.includes('\n')) return undefined;
  try {
    return parse(`value = ${value}`)['value'];
  } catch {
    return undefined;
  }
}
