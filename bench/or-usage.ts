/** sysexits.h */
export const EX_USAGE = 64;

/** What `parse` makes of the arguments; ends the program with status 64 and the message of what it throws. */
export function orUsage<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(EX_USAGE);
  }
}
