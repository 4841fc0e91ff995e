import { z } from 'zod';
import { isInterfaceName } from '../neighbor/interface-name.ts';
import { boolean, type ConfigProblem, type KeyMeta } from './kinds.ts';

/** The section that has a section for each VRF: `[vrf.Vrf_red]`, and `[vrf.default]` for the default one. */
export const VRF_SECTION = 'vrf';

const VRF = z.strictObject({
  enabled: boolean({ default: true, live: true, help: 'Mirror neighbors on interfaces of this VRF.' }),
  ipv4_enabled: boolean({ default: true, live: true, help: 'Mirror IPv4 neighbors there.' }),
  ipv6_enabled: boolean({ default: true, live: true, help: 'Mirror IPv6 neighbors there.' }),
});

/** What is said of one VRF. */
export type VrfConfig = Readonly<z.infer<typeof VRF>>;

/** What is said of VRFs, by name; only of those that have a section. */
export type VrfConfigs = Readonly<Record<string, VrfConfig>>;

/** All sections of VRFs; their names are for `vrfNameProblems`. */
export const vrfSections = z.record(z.string(), VRF);

export type VrfKey = keyof VrfConfig;

/** The keys that each section of a VRF may have. */
export const VRF_KEYS: readonly (KeyMeta & { readonly key: VrfKey; readonly default: boolean })[] = (
  Object.keys(VRF.shape) as VrfKey[]
).map((key) => ({ key, ...(VRF.shape[key].meta() as KeyMeta), default: VRF.shape[key].parse(undefined) }));

/** What is in force for a VRF, whether or not it has a section. */
export function vrfConfigOf(configs: VrfConfigs, name: string): VrfConfig {
  return (Object.hasOwn(configs, name) ? configs[name] : undefined) ?? VRF.parse({});
}

/** What is wrong with the names of the sections of VRFs. */
export function vrfNameProblems(sections: unknown): readonly ConfigProblem[] {
  const names = Object.keys(Object(sections)).filter((name) => !isInterfaceName(name) || name === '__proto__');
  return names.map((name) => ({
    path: [VRF_SECTION, name],
    text: `${JSON.stringify(name)} is not the name of a VRF (1 to 15 printable ASCII characters but space, / and :)`,
  }));
}
