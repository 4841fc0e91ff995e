/** Ends an exhaustive `switch`: a new variant that nobody handles is a type error here, and a loud bug at run time. */
export function assertNever(value: never, what: string): never {
  throw new TypeError(`unhandled ${what}: ${JSON.stringify(value)}`);
}
