/** What a program holds that has to be given back, however it ends. */
export type Interrupts = {
  /** this stack is disposed of, too, when the program is ended from outside; the last first */
  readonly holds: (stack: AsyncDisposableStack) => void;
  /** Does the work; what it fails by when all is taken from under it does not cut short the giving back. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
};

const STATUS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Ends the program at the first SIGINT, SIGTERM or SIGHUP, after disposing of what it holds: daemons, servers, namespaces. */
export function handleInterrupts(): Interrupts {
  const held = new Set<AsyncDisposableStack>();
  let ending: Promise<never> | undefined;
  const giveBack = async (): Promise<void> => {
    // What is being made at this moment is given back by whoever makes it, as soon as it sees its stack disposed of.
    for (const stack of [...held].reverse()) await stack.disposeAsync().catch((error) => console.error(error));
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      ending ??= giveBack().then(() => process.exit(STATUS[name]));
    });
  }
  return {
    holds: (stack) => {
      for (const other of held) if (other.disposed) held.delete(other);
      held.add(stack);
    },
    during: async (work) => {
      try {
        return await work();
      } catch (error) {
        await ending;
        throw error;
      }
    },
  };
}
