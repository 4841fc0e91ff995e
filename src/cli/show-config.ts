import { formatConfig, loadConfig } from '../config/load.ts';
import type { Command } from './command.ts';
import { parseOptions } from './options.ts';

export const showConfig: Command = {
  summary: 'print the effective configuration as TOML, with where each value comes from',
  run: async (args) => {
    const { config: file, settings } = parseOptions(args);
    process.stdout.write(formatConfig(loadConfig({ file, settings, env: process.env })));
    return 0;
  },
};
