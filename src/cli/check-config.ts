import { selectRedis } from '../app/select-redis.ts';
import { loadConfig } from '../config/load.ts';
import { formatEndpoint } from '../redis/endpoint.ts';
import type { Command } from './command.ts';
import { parseOptions } from './options.ts';

export const checkConfig: Command = {
  summary: 'say whether the configuration is valid, and which Redis it selects',
  run: async (args) => {
    const { config: file, settings } = parseOptions(args);
    const { config, file: found } = loadConfig({ file, settings, env: process.env });
    const { applDb, output, source } = selectRedis(config);
    const where = `${formatEndpoint(applDb.endpoint)} database ${applDb.id} (${source}), ${output} output`;
    process.stdout.write(`configuration ${found ?? '(no file)'} is valid\nRedis: ${where}\n`);
    return 0;
  },
};
