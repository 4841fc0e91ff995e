/** Text for people to see: with colours, or as it is. */
export type Paint = {
  readonly good: (text: string) => string;
  readonly fair: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly head: (text: string) => string;
  readonly faint: (text: string) => string;
};

const sgr =
  (code: number) =>
  (text: string): string =>
    `\x1b[${code}m${text}\x1b[0m`;
const same = (text: string): string => text;

export const PLAIN: Paint = { good: same, fair: same, bad: same, head: same, faint: same };
export const COLOURS: Paint = { good: sgr(32), fair: sgr(33), bad: sgr(31), head: sgr(1), faint: sgr(2) };

/** Colours only where somebody sees them and did not ask to be spared (https://no-color.org). */
export function choosePaint(isTerminal: boolean, noColor: boolean, env: NodeJS.ProcessEnv): Paint {
  return isTerminal && !noColor && !env['NO_COLOR'] && env['TERM'] !== 'dumb' ? COLOURS : PLAIN;
}

/** The colour of a NUD state. */
export function paintState(state: string, paint: Paint): string {
  switch (state) {
    case 'REACHABLE':
    case 'PERMANENT':
      return paint.good(state);
    case 'FAILED':
    case 'INCOMPLETE':
      return paint.bad(state);
    case 'STALE':
    case 'DELAY':
    case 'PROBE':
      return paint.fair(state);
    default:
      return state;
  }
}
