/** A command of `neighsyncd`. `run` returns the exit status, or throws a DaemonError that has one. */
export type Command = {
  readonly summary: string;
  readonly run: (args: readonly string[]) => Promise<number>;
};
