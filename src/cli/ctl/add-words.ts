/** The words of `ip neigh add`: those with a value, the states, and the flags. */
export const ADD_VALUED: readonly string[] = ['lladdr', 'dev', 'nud'];
export const ADD_STATES: readonly string[] = ['permanent', 'reachable', 'stale'];
export const ADD_FLAGS: readonly string[] = ['extern_learn', 'router'];
export const ADD_WORDS: readonly string[] = [...ADD_VALUED, ...ADD_STATES, ...ADD_FLAGS];
