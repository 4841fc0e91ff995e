/**
 * `npm run lock`, after `npm install`: completes package-lock.json with the packages that are meant for other platforms
 * and that this machine's registry does not offer. `npm ci` refuses a lock file that lacks them, though it would never
 * install them here.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Lock, type LockedPackage, missingOptional } from './lock.ts';

const PLATFORM = /-(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-([a-z0-9]+)(?:-(.+))?$/;

const path = resolve(import.meta.dirname, '../package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8')) as Lock;
const missing = missingOptional(lock).map(({ name, version, dev }) => [
  `node_modules/${name}`,
  entry(name, version, dev),
]);
const packages = { ...lock.packages, ...(Object.fromEntries(missing) as Lock['packages']) };
const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(path, `${JSON.stringify({ ...lock, packages: sorted }, undefined, 2)}\n`);
process.stdout.write(`package-lock.json: added ${missing.length} packages of other platforms\n`);

function entry(name: string, version: string, dev: boolean): LockedPackage {
  const [, os, cpu, abi = ''] = PLATFORM.exec(name) ?? [];
  if (os === undefined || cpu === undefined) throw new Error(`${name}: not the name of a package for one platform`);
  const libc = abi.startsWith('musl') ? ['musl'] : abi.startsWith('gnu') ? ['glibc'] : undefined;
  return {
    version,
    cpu: [cpu],
    ...(dev ? { dev } : {}),
    ...(libc === undefined ? {} : { libc }),
    optional: true,
    os: [os],
  };
}
