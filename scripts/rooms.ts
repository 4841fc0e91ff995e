/**
 * The rooms of src/, from the ground up: a folder imports only from itself and from folders before it. `src/index.ts`
 * stands after all of them. docs/ARCHITECTURE.md says what each is for.
 */
export const ROOMS: readonly string[] = [
  'base',
  'host',
  'netlink',
  'neighbor',
  'config',
  'security',
  'telemetry',
  'redis',
  'sonic',
  'sync',
  'capture',
  'ha',
  'replication',
  'tuning',
  'health',
  'audit',
  'service',
  'api',
  'app',
  'cli',
];
