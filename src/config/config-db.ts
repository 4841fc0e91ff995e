import { DaemonError } from '../base/errors.ts';
import { parseText, type Source } from './sources.ts';
import { VRF_SECTION } from './vrf.ts';

/** The table of CONFIG_DB whose rows are the sections of our configuration. */
export const CONFIG_DB_TABLE = 'NEIGHSYNCD';

/** A section of CONFIG_DB that is one of a VRF: `NEIGHSYNCD|vrf|<name>`. */
const VRF_ROW = `${VRF_SECTION}|`;

/** The rows `NEIGHSYNCD|<section>` and `NEIGHSYNCD|vrf|<name>` by what follows the first `|`, with their fields as they stand there. */
export type ConfigDbRows = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Sections and keys that would have no effect in CONFIG_DB, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  vrf: `names no VRF, as ${CONFIG_DB_TABLE}|vrf|<name> does`,
  redis: 'has no effect in CONFIG_DB, which is found by it',
  'logging.level': 'has no effect in CONFIG_DB, where LOGGER|neighsyncd LOGLEVEL says it',
  'logging.output': 'has no effect in CONFIG_DB, where LOGGER|neighsyncd LOGOUTPUT says it',
};

/**
 * The configuration that CONFIG_DB has. Values are text, written as in the environment; a list may also be a field whose
 * name ends in `@`, its elements joined by commas, as SONiC's own tools write lists. `NULL`=`NULL` stands for no field.
 *
 * Throws a DaemonError `config_invalid` that names each section and key which would have no effect there. Unknown keys
 * and wrong values are found by `loadConfig`.
 */
export function configDbSource(rows: ConfigDbRows): Source {
  const sections = [...rows].map(([section, row]) => [section, valuesOf(section, row)] as const);
  const problems = sections.flatMap(([section, values]) => misplaced(section, Object.keys(values)));
  if (problems.length > 0) {
    throw new DaemonError('config_invalid', { op: 'configuration', message: problems.join('\n') });
  }
  const vrfs = sections.filter(([section]) => section.startsWith(VRF_ROW));
  const plain = sections.filter(([section]) => !section.startsWith(VRF_ROW));
  const ofVrfs = Object.fromEntries(vrfs.map(([section, values]) => [section.slice(VRF_ROW.length), values]));
  return {
    values: Object.fromEntries(vrfs.length === 0 ? plain : [...plain, [VRF_SECTION, ofVrfs]]),
    where: ([section = '', vrf = '']) => placeOf(section === VRF_SECTION ? VRF_ROW + vrf : section),
  };
}

function valuesOf(section: string, row: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const fields = Object.entries(row).filter(([field, text]) => !(field === 'NULL' && text === 'NULL'));
  return Object.fromEntries(
    fields.map(([field, text]) => {
      if (field.endsWith('@')) return [field.slice(0, -1), text === '' ? [] : text.split(',')];
      return [field, parseText([section, field], text)];
    }),
  );
}

function misplaced(section: string, keys: readonly string[]): readonly string[] {
  const paths = [section, ...keys.map((key) => `${section}.${key}`)];
  return paths.flatMap((path) =>
    Object.hasOwn(ELSEWHERE, path) ? [`${placeOf(section)}: ${path}: ${ELSEWHERE[path]}`] : [],
  );
}

function placeOf(section: string): string {
  return `CONFIG_DB ${CONFIG_DB_TABLE}|${section}`;
}
