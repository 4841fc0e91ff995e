import { setImmediate } from 'node:timers/promises';

/**
 * Shares the thread among long pieces of work: each asks for a turn before each slice of it, and no two slices are done in the same
 * turn of the event loop. So whatever is asked for, what comes from sockets waits for one slice at most.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Resolves in a later turn of the event loop, after those who asked before. */
  async next(): Promise<void> {
    const turn = this.#last.then(() => setImmediate());
    this.#last = turn;
    await turn;
  }
}
