import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Mutant, parseMutants } from './mutant.ts';

/** All mutants of the checkout: those of `test/mutants/*.mutants`. Two with one name are an error. */
export function readMutants(root: string): readonly Mutant[] {
  const mutants = globSync('test/mutants/*.mutants', { cwd: root })
    .sort()
    .flatMap((file) => parseMutants(readFileSync(resolve(root, file), 'utf8'), file));
  const names = mutants.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`two mutants are called ${twice}`);
  return mutants;
}
