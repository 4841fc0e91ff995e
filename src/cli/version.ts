import { readFileSync } from 'node:fs';
import type { Command } from './command.ts';

export function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(text) as { readonly version: unknown }).version);
}

export const version: Command = {
  summary: 'print the version',
  run: async () => {
    process.stdout.write(`neighsyncd ${packageVersion()} (Node.js ${process.version})\n`);
    return 0;
  },
};
