/** Lets one holder in at a time, in the order of asking. */
export function createMutex(): () => Promise<Disposable> {
  let last: Promise<void> = Promise.resolve();
  return async () => {
    const before = last;
    const released = Promise.withResolvers<void>();
    last = released.promise;
    await before;
    return { [Symbol.dispose]: released.resolve };
  };
}
