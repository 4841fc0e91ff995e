import { assertNever } from '../base/assert-never.ts';
import { type BackoffPlan, backoffMs } from '../base/backoff.ts';

/** What is known of a consumer's backlog from looking at it now and then. */
export type BacklogState =
  | { readonly kind: 'empty' }
  /** not empty, and not seen at the same size twice */
  | { readonly kind: 'moving'; readonly keys: number }
  /** not smaller than at the look before: the consumer sleeps, is paused, or is not there */
  | { readonly kind: 'stalled'; readonly keys: number; readonly attempt: number; readonly wakeAtMs: number };

/** `every_pop`: a message for each pop that the backlog needs; `one_pop`: a single one, to see whether somebody is there. */
export type Wake = 'none' | 'every_pop' | 'one_pop';

/**
 * Decides whether to wake the consumer.
 *
 * One message buys one pop, so a message that is lost, or that was published for more keys than one pop takes, strands
 * keys. Where the same number of keys waits at two looks, every pop is called for. A consumer that does not take any even so
 * is paused on purpose or dead, and hears of it ever more rarely, and by one message only: its connection would collect
 * them, and its first pop shows that it is back. A backlog that has grown is no sign of life.
 *
 * @param keys the size of the backlog now
 * @param plan `firstMs` after the first waking, doubled up to `maxMs`
 */
export function stepBacklog(
  state: BacklogState,
  keys: number,
  nowMs: number,
  plan: BackoffPlan,
): { readonly state: BacklogState; readonly wake: Wake } {
  if (keys === 0) return { state: { kind: 'empty' }, wake: 'none' };
  switch (state.kind) {
    case 'empty':
      return { state: { kind: 'moving', keys }, wake: 'none' };
    case 'moving':
      if (keys !== state.keys) return { state: { kind: 'moving', keys }, wake: 'none' };
      return { state: stalled(keys, 0, nowMs, plan), wake: 'every_pop' };
    case 'stalled':
      if (keys < state.keys) return { state: { kind: 'moving', keys }, wake: 'none' };
      if (nowMs < state.wakeAtMs) return { state: { ...state, keys }, wake: 'none' };
      return { state: stalled(keys, state.attempt + 1, nowMs, plan), wake: 'one_pop' };
    default:
      return assertNever(state, 'backlog state');
  }
}

function stalled(keys: number, attempt: number, nowMs: number, plan: BackoffPlan): BacklogState {
  return { kind: 'stalled', keys, attempt, wakeAtMs: nowMs + backoffMs(plan, attempt, 1) };
}
