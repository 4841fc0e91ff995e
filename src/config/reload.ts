import { isDeepStrictEqual } from 'node:util';
import { type Config, type ConfigKey, configKeys } from './schema.ts';
import { VRF_KEYS, VRF_SECTION, vrfConfigOf } from './vrf.ts';

/** A key whose value differs. */
export type Change = {
  /** Of a VRF `vrf.NAME`. */
  readonly section: string;
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
};

export type ReloadPlan = {
  /** What the running daemon takes on. */
  readonly live: readonly Change[];
  /** What has no effect before the next start. */
  readonly restart: readonly Change[];
  /** The configuration in force once `live` is applied. The next plan starts from this one, and names `restart` again. */
  readonly config: Config;
};

/** Compares the configuration in force with the one that is wanted, key by key in the order of the schema, then VRF by VRF. */
export function planReload(before: Config, after: Config): ReloadPlan {
  const changed = configKeys().flatMap((known): readonly (Change & { readonly live: boolean })[] => {
    const { section, key, live } = known;
    const change = { section, key, before: valueAt(before, known), after: valueAt(after, known) };
    return isDeepStrictEqual(change.before, change.after) ? [] : [{ ...change, live }];
  });
  const only = (wanted: boolean): readonly Change[] =>
    changed.filter(({ live }) => live === wanted).map(({ live: _, ...change }) => change);
  const live = only(true);
  const config = { ...withChanges(before, live), [VRF_SECTION]: after[VRF_SECTION] };
  return { live: [...live, ...vrfChanges(before, after)], restart: only(false), config };
}

/** A VRF whose section is gone is what one without a section is. */
function vrfChanges({ [VRF_SECTION]: before }: Config, { [VRF_SECTION]: after }: Config): readonly Change[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].sort().flatMap((name) => {
    const [was, is] = [vrfConfigOf(before, name), vrfConfigOf(after, name)];
    return VRF_KEYS.filter(({ key }) => was[key] !== is[key]).map(({ key }) => ({
      section: `${VRF_SECTION}.${name}`,
      key,
      before: was[key],
      after: is[key],
    }));
  });
}

/** The name of the key, and its values; a secret is not shown. */
export function showChange({ section, key, before, after }: Change) {
  const secret = configKeys().some((known) => known.section === section && known.key === key && known.secret);
  const show = (value: unknown): unknown => (secret && value !== '' ? '***' : value);
  return { key: `${section}.${key}`, before: show(before), after: show(after) };
}

/** `performance.batch_size: 100 -> 200`; a secret is not shown. */
export function formatChange(change: Change): string {
  const { key, before, after } = showChange(change);
  return `${key}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`;
}

function valueAt(config: Config, { section, key }: ConfigKey): unknown {
  return (config[section] as Readonly<Record<string, unknown>>)[key];
}

/** Relations between keys hold in the result, for none binds a live key to another one. */
function withChanges(config: Config, changes: readonly Change[]): Config {
  const sections: Record<string, Readonly<Record<string, unknown>>> = { ...config };
  for (const { section, key, after } of changes) sections[section] = { ...sections[section], [key]: after };
  return sections as Config;
}
