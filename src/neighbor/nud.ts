import {
  NUD_DELAY,
  NUD_FAILED,
  NUD_INCOMPLETE,
  NUD_NOARP,
  NUD_NONE,
  NUD_PERMANENT,
  NUD_PROBE,
  NUD_REACHABLE,
  NUD_STALE,
} from '../netlink/codec/neighbour.ts';

/** States in which the link-layer address is resolved and in use. */
export const NUD_RESOLVED = NUD_PERMANENT | NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE;

const NAMES: ReadonlyMap<number, string> = new Map([
  [NUD_NONE, 'NONE'],
  [NUD_INCOMPLETE, 'INCOMPLETE'],
  [NUD_REACHABLE, 'REACHABLE'],
  [NUD_STALE, 'STALE'],
  [NUD_DELAY, 'DELAY'],
  [NUD_PROBE, 'PROBE'],
  [NUD_FAILED, 'FAILED'],
  [NUD_NOARP, 'NOARP'],
  [NUD_PERMANENT, 'PERMANENT'],
]);

/** The names of all states, as `formatNud` gives them. */
export const NUD_NAMES: readonly string[] = [...NAMES.values()];

/** The state as `ip neigh` names it; a combination of bits that the kernel never shows is given in hex. */
export function formatNud(state: number): string {
  return NAMES.get(state) ?? `0x${state.toString(16)}`;
}
