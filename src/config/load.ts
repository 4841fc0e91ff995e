import { DaemonError } from '../base/errors.ts';
import { type Config, type ConfigProblem, configKeys, SECTION_NAMES, validate } from './schema.ts';
import { environmentSource, fileSource, findConfigFile, flagSource, type Source } from './sources.ts';

export type LoadOptions = {
  /** --config */
  readonly file?: string | undefined;
  /** --set, in order; a later one wins */
  readonly settings: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** What CONFIG_DB says, once it could be read: `configDbSource`. */
  readonly configDb?: Source | undefined;
};

export type LoadedConfig = {
  readonly config: Config;
  /** The file that was read, if any. */
  readonly file: string | undefined;
  /** Where a key's value came from: `default`, a file, CONFIG_DB, a variable or a flag. */
  readonly origin: (section: string, key: string) => string;
};

/**
 * Reads and validates the configuration: flags before environment before CONFIG_DB before file before
 * defaults.
 *
 * Throws a DaemonError `config_invalid` that names every problem with its place, key, value and what is allowed.
 */
export function loadConfig({ file: flag, settings, env, configDb }: LoadOptions): LoadedConfig {
  const file = findConfigFile(flag, env);
  const stored = [file === undefined ? undefined : fileSource(file), configDb].filter((source) => source !== undefined);
  const sources = [...stored, environmentSource(env), flagSource(settings)];
  const config = validate(merge(sources));
  if (isProblems(config)) {
    const lines = new Set(config.map((problem) => describe(problem, sources)));
    throw new DaemonError('config_invalid', { op: 'configuration', message: [...lines].join('\n') });
  }
  return {
    config,
    file,
    origin: (section, key) => sourceOf([section, key], sources)?.where([section, key]) ?? 'default',
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
  return sections.join('\n');
}

function formatValue(value: unknown, secret: boolean | undefined): string {
  // TOML, other than JSON, wants DEL escaped.
  return JSON.stringify(secret && value !== '' ? '***' : value).replaceAll('\x7f', '\\u007f');
}

function isProblems(result: Config | readonly ConfigProblem[]): result is readonly ConfigProblem[] {
  return Array.isArray(result);
}

function merge(sources: readonly Source[]): Record<string, unknown> {
  const merged: Record<string, unknown> = Object.create(null);
  for (const { values } of sources) {
    for (const [section, keys] of Object.entries(values)) {
      const before = merged[section];
      if (before === undefined) merged[section] = keys;
      else if (isSection(before)) merged[section] = isSection(keys) ? { ...before, ...keys } : keys;
    }
  }
  return merged;
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe({ path, text }: ConfigProblem, sources: readonly Source[]): string {
  const where = sourceOf(path, sources)?.where(path);
  return `${where === undefined ? '' : `${where}: `}${path.join('.')}: ${text}`;
}

/** The last source that speaks of a path; a longer path (an element of a list) belongs to its key. */
function sourceOf([section = '', key]: readonly string[], sources: readonly Source[]): Source | undefined {
  const speaking = sources.filter(({ values }) => Object.hasOwn(values, section));
  const noSection = speaking.find(({ values }) => !isSection(values[section]));
  return (
    noSection ?? speaking.findLast(({ values }) => key === undefined || Object.hasOwn(Object(values[section]), key))
  );
}
