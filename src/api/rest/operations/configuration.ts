import type { ConfigChange, ConfigReport } from '../../../service/changes.ts';
import { CONFIG_BODY, CONFIG_REPORT, CONFIG_VALUES } from '../schemas/changes.ts';
import { createOperation, type Operation, PLAIN } from './operation.ts';

/** Values of the configuration go out as they are: none of them is a field of ours. */
export const CONFIGURATION_OPERATIONS: readonly Operation[] = [
  createOperation({
    ...PLAIN,
    id: 'getConfiguration',
    method: 'GET',
    path: '/config',
    tag: 'configuration',
    summary: 'Show every key of the configuration in force',
    data: CONFIG_VALUES,
    codes: [],
    run: (_, service) => {
      const values = service.configuration().map(({ key, value, origin, live, allowed, default: usual }) => ({
        ...{ key, value: value ?? null, origin, live, allowed },
        default: usual ?? null,
      }));
      return { status: 200, data: { values } };
    },
  }),
  createOperation({
    ...PLAIN,
    id: 'setConfiguration',
    method: 'PATCH',
    path: '/config',
    tag: 'configuration',
    summary: 'Set keys until the daemon ends, all or none',
    body: CONFIG_BODY,
    data: CONFIG_REPORT,
    codes: ['config_invalid', 'config_not_live', 'forbidden'],
    run: ({ body }, service) => ({ status: 200, data: report(service.configure(body.values)) }),
  }),
  createOperation({
    ...PLAIN,
    id: 'reloadConfiguration',
    method: 'POST',
    path: '/config/reload',
    tag: 'configuration',
    summary: 'Read all sources of the configuration again',
    data: CONFIG_REPORT,
    codes: ['config_invalid', 'forbidden'],
    run: (_, service) => ({ status: 200, data: report(service.reload()) }),
  }),
];

function report({ applied, needsRestart }: ConfigReport) {
  return { applied: applied.map(change), needs_restart: needsRestart.map(change) };
}

function change({ key, before, after }: ConfigChange) {
  return { key, before: before ?? null, after: after ?? null };
}
