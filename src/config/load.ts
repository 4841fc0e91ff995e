import { DaemonError } from '../base/errors.ts';
import type { ConfigProblem } from './kinds.ts';
import { type Config, configKeys, SECTION_NAMES, validate } from './schema.ts';
import { environmentSource, fileSource, findConfigFile, flagSource, type Source } from './sources.ts';
import { VRF_KEYS, VRF_SECTION } from './vrf.ts';

export type LoadOptions = {
  /** --config */
  readonly file?: string | undefined;
  /** --set, in order; a later one wins */
  readonly settings: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** What CONFIG_DB says, once it could be read: `configDbSource`. */
  readonly configDb?: Source | undefined;
  /** What the running daemon has been told over its API: `overrideSource`. */
  readonly overrides?: Source | undefined;
};

export type LoadedConfig = {
  readonly config: Config;
  /** The file that was read, if any. */
  readonly file: string | undefined;
  /** Where a key's value came from: `default`, a file, CONFIG_DB, a variable, a flag or `API`. */
  readonly origin: (...path: readonly string[]) => string;
};

/**
 * Reads and validates the configuration: what the API says before flags before environment before
 * CONFIG_DB before file before defaults.
 *
 * Throws a DaemonError `config_invalid` that names every problem with its place, key, value and what is allowed.
 */
export function loadConfig({ file: flag, settings, env, configDb, overrides }: LoadOptions): LoadedConfig {
  const file = findConfigFile(flag, env);
  const stored = file === undefined ? undefined : fileSource(file);
  const given = [stored, configDb, environmentSource(env), flagSource(settings), overrides];
  const sources = given.filter((source) => source !== undefined);
  const config = validate(merge(sources));
  if (isProblems(config)) {
    const lines = new Set(config.map((problem) => describe(problem, sources)));
    throw new DaemonError('config_invalid', { op: 'configuration', message: [...lines].join('\n') });
  }
  return {
    config,
    file,
    origin: (...path) => sourceOf(path, sources)?.where(path) ?? 'default',
  };
}

/** The effective configuration as TOML, each value with where it came from. Secrets are not shown. */
export function formatConfig({ config, origin }: LoadedConfig): string {
  const keys = configKeys();
  const sections = SECTION_NAMES.map((section) => {
    const values: Readonly<Record<string, unknown>> = config[section];
    const lines = keys
      .filter((key) => key.section === section)
      .map(({ key, secret }) => `${key} = ${formatValue(values[key], secret)}  # ${origin(section, key)}`);
    return `[${section}]\n${lines.join('\n')}\n`;
  });
  const vrfs = Object.entries(config[VRF_SECTION]).map(([name, vrf]) => {
    const lines = VRF_KEYS.map(({ key }) => `${key} = ${vrf[key]}  # ${origin(VRF_SECTION, name, key)}`);
    return `[${VRF_SECTION}.${JSON.stringify(name)}]\n${lines.join('\n')}\n`;
  });
  return [...sections, ...vrfs].join('\n');
}

function formatValue(value: unknown, secret: boolean | undefined): string {
  // TOML, other than JSON, wants DEL escaped.
  return JSON.stringify(secret && value !== '' ? '***' : value).replaceAll('\x7f', '\\u007f');
}

function isProblems(result: Config | readonly ConfigProblem[]): result is readonly ConfigProblem[] {
  return Array.isArray(result);
}

/** The values of all sources, section by section; a VRF has a section within a section. */
function merge(sources: readonly Pick<Source, 'values'>[]): Record<string, unknown> {
  const merged: Record<string, unknown> = Object.create(null);
  for (const { values } of sources) {
    for (const [section, keys] of Object.entries(values)) {
      const before = merged[section];
      if (before === undefined) merged[section] = keys;
      else if (isSection(before)) merged[section] = isSection(keys) ? mergeKeys(section, before, keys) : keys;
    }
  }
  return merged;
}

function mergeKeys(section: string, before: Record<string, unknown>, after: Record<string, unknown>) {
  return section === VRF_SECTION ? merge([{ values: before }, { values: after }]) : { ...before, ...after };
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe({ path, text }: ConfigProblem, sources: readonly Source[]): string {
  const where = sourceOf(path, sources)?.where(path);
  return `${where === undefined ? '' : `${where}: `}${path.join('.')}: ${text}`;
}

/** The last source that speaks of a path; a longer path (an element of a list) belongs to its key. */
function sourceOf(path: readonly string[], sources: readonly Source[]): Source | undefined {
  const sections = path[0] === VRF_SECTION ? 2 : 1;
  for (let depth = 1; depth <= Math.min(sections, path.length); depth++) {
    const found = sources.find(({ values }) => {
      const value = valueAt(values, path.slice(0, depth));
      return value !== undefined && !isSection(value);
    });
    if (found !== undefined) return found;
  }
  return sources.findLast(({ values }) => valueAt(values, path.slice(0, sections + 1)) !== undefined);
}

function valueAt(values: unknown, path: readonly string[]): unknown {
  return path.reduce((value, key) => (isSection(value) && Object.hasOwn(value, key) ? value[key] : undefined), values);
}
