import { neighborCommands } from './namespace.ts';

/** Changes for a scene that began with 300 neighbors: other MACs, a neighbor that goes, and a new one. */
export const CHANGES: readonly string[] = [
  ...neighborCommands(50, { mac: '02:00:77' }),
  'neigh del 10.0.0.102 dev Ethernet0',
  'neigh add 10.1.0.1 lladdr 02:00:00:00:00:01 dev Ethernet4 nud permanent',
];
