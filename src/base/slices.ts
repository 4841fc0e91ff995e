/**
 * The values in arrays of `size`, the last one perhaps shorter. Each array is taken only when it is asked for, so that what
 * stands behind the values may change meanwhile, and a million of them need no room at once.
 */
export function* slicesOf<T>(values: Iterable<T>, size: number): Generator<readonly T[]> {
  let slice: T[] = [];
  for (const value of values) {
    slice.push(value);
    if (slice.length < size) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}
