import type { CommandName, Run } from './command.ts';

/** Loaded when it is asked for: what one command needs, the others would only wait for. */
export const LOAD: Readonly<Record<CommandName, () => Promise<Run>>> = {
  show: async () => (await import('./show.ts')).run,
  explain: async () => (await import('./explain.ts')).run,
  watch: async () => (await import('./watch.ts')).run,
  add: async () => (await import('./add.ts')).run,
  del: async () => (await import('./del.ts')).run,
  stats: async () => (await import('./stats.ts')).run,
  health: async () => (await import('./health.ts')).run,
  status: async () => (await import('./status.ts')).run,
  verify: async () => (await import('./verify.ts')).run,
  resync: async () => (await import('./resync.ts')).run,
  restart: async () => (await import('./restart.ts')).run,
  tune: async () => (await import('./tune.ts')).run,
  profile: async () => (await import('./profile.ts')).run,
  config: async () => (await import('./config.ts')).run,
  completion: async () => (await import('./completion.ts')).run,
  version: async () => (await import('./version.ts')).run,
  help: async () => (await import('./help.ts')).run,
};
