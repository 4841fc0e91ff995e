import type { z } from 'zod';
import { type FieldProblem, fieldError } from '../envelope.ts';

type Place = 'path' | 'query' | 'body';

const MAX_SHOWN = 64;
const MAX_PROBLEMS = 10;

/** The fields of one part of a request. Throws `invalid_argument`, which names each field that is unknown or ill-typed. */
export function parseFields<S extends z.ZodObject>(schema: S, place: Place, value: unknown): z.output<S> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw fieldError({ field: place, message: `is not an object (${fieldsOf(schema)})` });
  const known = schema.shape;
  const problems: FieldProblem[] = Object.keys(value)
    .filter((name) => !Object.hasOwn(known, name))
    .map((name) => ({
      field: name.slice(0, MAX_SHOWN),
      message: `no such field in the ${place} (${fieldsOf(schema)})`,
    }));
  const parsed = schema.safeParse(value);
  if (problems.length === 0 && parsed.success) return parsed.data;
  for (const issue of parsed.error?.issues ?? []) {
    if (issue.code === 'unrecognized_keys') continue;
    problems.push({ field: issue.path.map(String).join('.').slice(0, MAX_SHOWN), message: issue.message });
  }
  const [first = { field: place, message: 'is wrong' }, ...others] = problems.slice(0, MAX_PROBLEMS);
  throw fieldError(first, ...others);
}

function fieldsOf(schema: z.ZodObject): string {
  const names = Object.keys(schema.shape);
  return names.length === 0 ? 'allowed: none' : `allowed: ${names.join(', ')}`;
}
