/** `1 row`, `2 rows`: for nouns whose plural ends in s. */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
