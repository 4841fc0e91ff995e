/** Numbers of changes as faces show them: `<run>.<number>`, so that those of another run of the daemon are not mistaken for ours. */
export type Revisions = {
  readonly format: (change: number) => string;
  /** Undefined for what is none of this run. */
  readonly parse: (revision: string) => number | undefined;
};

/** @param run tells this run of the daemon from all others: letters and digits */
export function createRevisions(run: string): Revisions {
  return {
    format: (change) => `${run}.${change}`,
    parse: (revision) => {
      const digits = revision.startsWith(`${run}.`) ? revision.slice(run.length + 1) : '';
      return /^(0|[1-9]\d{0,14})$/.test(digits) ? Number(digits) : undefined;
    },
  };
}
