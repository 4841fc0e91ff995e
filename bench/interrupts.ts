/** What a program holds that has to be given back, however it ends. */
export type Interrupts = {
  /** this stack is the one that is disposed of when the program is ended from outside */
  readonly holds: (stack: AsyncDisposableStack) => void;
};

const STATUS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Ends the program at the first SIGINT, SIGTERM or SIGHUP, after disposing of what it holds: daemons, servers, namespaces. */
export function handleInterrupts(): Interrupts {
  let held: AsyncDisposableStack | undefined;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      const stack = held;
      held = undefined;
      const end = (): never => process.exit(STATUS[name]);
      // What is being made at this moment is given back by whoever makes it, as soon as it sees the stack disposed.
      if (stack !== undefined) stack.disposeAsync().then(end, end);
    });
  }
  return {
    holds: (stack) => {
      held = stack;
    },
  };
}
