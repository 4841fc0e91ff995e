import { CONFIGURATION_OPERATIONS } from './configuration.ts';
import { CONTROL_OPERATIONS } from './control.ts';
import { NEIGHBOR_OPERATIONS } from './neighbors.ts';
import type { Operation } from './operation.ts';
import { STATE_OPERATIONS } from './state.ts';

export const PREFIX = '/api/v1';

/** All that can be asked, but for the watch, which is a stream. */
export const OPERATIONS: readonly Operation[] = [
  ...NEIGHBOR_OPERATIONS,
  ...STATE_OPERATIONS,
  ...CONFIGURATION_OPERATIONS,
  ...CONTROL_OPERATIONS,
];
