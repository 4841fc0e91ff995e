import { nextBeat } from '../base/beat.ts';
import { type Load, NO_STRAIN, type Strain, stepStrain } from '../health/strain.ts';

/** Between two checks; each looks at the window of 10 s. */
const CHECK_MS = 10_000;

export type StrainWatch = {
  readonly strain: () => Strain;
  readonly run: (signal: AbortSignal) => Promise<void>;
};

/** Looks at the load regularly, whether or not anybody asks for health. */
export function createStrainWatch(load: () => Load): StrainWatch {
  let strain = NO_STRAIN;
  return {
    strain: () => strain,
    run: async (signal) => {
      for (await nextBeat(CHECK_MS, signal); !signal.aborted; await nextBeat(CHECK_MS, signal)) {
        strain = stepStrain(strain, load());
      }
    },
  };
}
