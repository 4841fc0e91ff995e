import type { LoadedConfig } from '../config/load.ts';
import { type Config, configKeys } from '../config/schema.ts';
import { VRF_KEYS, VRF_SECTION } from '../config/vrf.ts';
import type { ConfigValue } from '../service/reports.ts';

/** All keys in the order of the schema, then those of VRFs that have a section. Secrets are not shown. */
export function configValues(config: Config, origin: LoadedConfig['origin']): readonly ConfigValue[] {
  const plain = configKeys().map(({ section, key, secret, live, allowed, default: usual }): ConfigValue => {
    const value = (config[section] as Readonly<Record<string, unknown>>)[key];
    const shown = secret && value !== '' ? '***' : value;
    return { key: `${section}.${key}`, value: shown, origin: origin(section, key), live, allowed, default: usual };
  });
  const vrfs = Object.entries(config[VRF_SECTION]).flatMap(([name, vrf]) =>
    VRF_KEYS.map(({ key, live, allowed, default: usual }): ConfigValue => {
      const path = [VRF_SECTION, name, key];
      return { key: path.join('.'), value: vrf[key], origin: origin(...path), live, allowed, default: usual };
    }),
  );
  return [...plain, ...vrfs];
}
