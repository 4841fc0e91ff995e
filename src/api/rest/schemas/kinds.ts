import { z } from 'zod';

/** Kinds of fields in requests. Each says in its error what was given and what is allowed. */

type Problem = { readonly input?: unknown };

const SHOWN = 100;

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}

function saying(allowed: string): ({ input }: Problem) => string {
  return ({ input }) => {
    if (input === undefined) return `is missing (${allowed})`;
    return Array.isArray(input) ? `is given more than once (${allowed})` : `${show(input)} is not ${allowed}`;
  };
}

/** Any text; what it has to look like is for the service to say. */
export function text(description: string) {
  return z.string({ error: saying('a string') }).meta({ description });
}

export function flag(description: string) {
  return z.boolean({ error: saying('true or false') }).meta({ description });
}

export function oneOf<const C extends readonly [string, ...string[]]>(names: C, description: string) {
  return z.enum([...names] as [C[number], ...C[number][]], { error: saying(names.join(' or ')) }).meta({ description });
}

/** A whole number in a query, which is text there. */
export function count(
  range: { readonly min: number; readonly max: number; readonly default: number },
  description: string,
) {
  const { min, max } = range;
  const allowed = `${min} to ${max}`;
  const error = ({ input }: Problem): string =>
    typeof input === 'number'
      ? `${input} is out of range (${allowed})`
      : `${show(input)} is not an integer (${allowed})`;
  return z
    .string({ error: saying(allowed) })
    .regex(/^-?\d{1,9}$/, { error })
    .transform(Number)
    .pipe(z.int({ error }).min(min, { error }).max(max, { error }))
    .meta({ default: range.default, description });
}

/** RFC 3339, UTC. */
export function time(description: string) {
  return z.string().meta({ format: 'date-time', description });
}

/** What may be unknown; JSON says null then. */
export function maybe<T extends z.ZodType>(schema: T, description?: string) {
  return schema.nullable().meta(description === undefined ? {} : { description });
}

export function whole(description: string) {
  return z.int().min(0).meta({ description });
}

export const NO_FIELDS = z.strictObject({});
