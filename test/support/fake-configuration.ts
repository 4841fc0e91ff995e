import { DaemonError } from '../../src/base/errors.ts';
import { loadConfig } from '../../src/config/load.ts';
import { type Change, planReload } from '../../src/config/reload.ts';
import { configKeys } from '../../src/config/schema.ts';
import type { ConfigReport } from '../../src/service/changes.ts';
import type { ConfigValue } from '../../src/service/reports.ts';

/** The schema of the product, with no source but what was set here. */
export class FakeConfiguration {
  #set: Readonly<Record<string, unknown>> = {};

  values(): readonly ConfigValue[] {
    const { config, origin } = load(this.#set);
    return configKeys().map(({ section, key, live, allowed, default: usual, secret }) => {
      const value = (config[section] as Readonly<Record<string, unknown>>)[key];
      return {
        key: `${section}.${key}`,
        value: secret === true && value !== '' ? '***' : value,
        origin: origin(section, key),
        live,
        allowed,
        default: usual,
      };
    });
  }

  configure(values: Readonly<Record<string, unknown>>): ConfigReport {
    const wanted = Object.fromEntries(
      Object.entries({ ...this.#set, ...values }).filter(([, value]) => value !== null),
    );
    const { live, restart } = planReload(load(this.#set).config, load(wanted).config);
    if (restart.length > 0) {
      const message = `${restart.map(nameOf).join(', ')}: takes effect at the next start only`;
      throw new DaemonError('config_not_live', { op: 'configure', message });
    }
    this.#set = wanted;
    return { applied: live.map(reported), needsRestart: [] };
  }
}

function load(set: Readonly<Record<string, unknown>>): ReturnType<typeof loadConfig> {
  const sections: Record<string, Record<string, unknown>> = {};
  for (const [name, value] of Object.entries(set)) {
    const [section = '', ...rest] = name.split('.');
    sections[section] = { ...sections[section], [rest.join('.')]: value };
  }
  return loadConfig({ file: '/dev/null', settings: [], env: {}, configDb: { values: sections, where: () => 'API' } });
}

function nameOf({ section, key }: Change): string {
  return `${section}.${key}`;
}

function reported(change: Change): ConfigReport['applied'][number] {
  return { key: nameOf(change), before: change.before, after: change.after };
}
