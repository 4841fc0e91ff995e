/** What is read of package-lock.json (version 3). */
export type LockedPackage = {
  readonly version?: string;
  readonly cpu?: readonly string[] | string;
  readonly os?: readonly string[] | string;
  readonly libc?: readonly string[];
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};
export type Lock = { readonly packages: Readonly<Record<string, LockedPackage>> };

/** Optional packages that a locked package names and that are not locked themselves: `npm ci` fails because of them. */
export function missingOptional(lock: Lock): readonly { name: string; version: string; dev: boolean }[] {
  return Object.values(lock.packages).flatMap(({ optionalDependencies = {}, dev = false }) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !(`node_modules/${name}` in lock.packages))
      .map(([name, version]) => ({ name, version, dev })),
  );
}
