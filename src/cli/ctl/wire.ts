/** A name of a field as JSON has it (`toSnakeCase`). */
type Snake<S extends string> = S extends `${infer First}${infer Rest}`
  ? First extends Lowercase<First>
    ? `${First}${Snake<Rest>}`
    : `_${Lowercase<First>}${Snake<Rest>}`
  : S;

/** A type of the service as the API sends it: names in snake case, null for what is not known. */
export type Wire<T> = T extends undefined
  ? null
  : T extends readonly (infer Each)[]
    ? readonly Wire<Each>[]
    : T extends object
      ? { readonly [K in keyof T & string as Snake<K>]-?: Wire<T[K]> }
      : T;
