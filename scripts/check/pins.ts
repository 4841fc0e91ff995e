import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Lock, missingOptional } from '../lock.ts';
import type { Check } from './check.ts';

type Manifest = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;

/** package.json names exact versions; package-lock.json names no download hosts, and lacks nothing `npm ci` asks for. */
export const pins: Check = {
  name: 'pins',
  needs: [],
  planted: {
    files: {
      'package.json': '{ "dependencies": { "a": "^1.0.0" }, "devDependencies": { "b": "1.0.0", "c": "latest" } }\n',
      'package-lock.json': `{ "packages": { "node_modules/a": {
        "resolved": "https://example.org/a.tgz", "optionalDependencies": { "a-linux-x64": "1.0.0" } } } }
`,
    },
    mustSay: [/ a: \^1\.0\.0/, / c: latest/, /package-lock\.json: 1 download addresses/, /a-linux-x64 is missing/],
    mustNotSay: [/ b: /],
  },
  look: async (root) => {
    const manifest = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as Manifest;
    const groups = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
    const wanted = groups.flatMap((group) => Object.entries(manifest[group] ?? {}));
    const lock = readFileSync(resolve(root, 'package-lock.json'), 'utf8');
    const addresses = lock.match(/"resolved": *"http/g) ?? [];
    const faults = wanted
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name, version]) => `package.json: ${name}: ${version} is not an exact version`);
    for (const { name } of missingOptional(JSON.parse(lock) as Lock)) {
      faults.push(`package-lock.json: ${name} is missing; run npm run lock`);
    }
    if (addresses.length > 0) faults.push(`package-lock.json: ${addresses.length} download addresses`);
    return { ok: faults.length === 0, seen: `${wanted.length} packages`, text: faults.join('\n') };
  },
};
