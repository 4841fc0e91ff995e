import fc from 'fast-check';

/** What a run of a random test begins with. */
export type Beginning = { readonly seed: number; readonly path: string | undefined; readonly runs: number };

/**
 * The seed given by the environment, or the fixed one, so that a test fails for everybody or for nobody.
 *
 * `TEST_SEED` and `TEST_PATH` replay what a failure has printed; `TEST_RUNS` makes more or fewer runs.
 */
export function beginning(seed: number, runs: number): Beginning {
  const { TEST_SEED: given, TEST_PATH: path, TEST_RUNS: many } = process.env;
  return { seed: given === undefined ? seed : Number(given), path, runs: many === undefined ? runs : Number(many) };
}

/** The command that does it again. */
export function replayCommand(file: string, seed: number, path: string | undefined): string {
  const at = path === undefined ? '' : ` TEST_PATH=${path}`;
  return `TEST_SEED=${seed}${at} npm test -- ${file}`;
}

/** Checks a property with a fixed seed; a failure says, besides the smallest example, how to see it again. */
export async function checkSeeded<T extends [unknown, ...unknown[]]>(
  file: string,
  { seed, path, runs }: Beginning,
  property: fc.IAsyncProperty<T>,
): Promise<void> {
  const details = await fc.check(property, { seed, numRuns: runs, ...(path === undefined ? {} : { path }) });
  if (!details.failed) return;
  const again = replayCommand(file, details.seed, details.counterexamplePath ?? undefined);
  const { errorInstance } = details;
  const reason = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const example = JSON.stringify(details.counterexample, null, 1);
  throw new Error(`${reason}\nafter ${details.numRuns} runs and ${details.numShrinks} shrinks: ${example}\n${again}`);
}
