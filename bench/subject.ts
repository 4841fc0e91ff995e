import type { Output } from './case.ts';

/** A daemon that is measured. */
export type Subject = {
  readonly name: string;
  /** It is a Node.js program that SIGUSR2 makes write a report. */
  readonly reportsHeap: boolean;
  /** For sh, in the namespace and with the environment that docs/BENCHMARKING.md tells of; undefined when it cannot do that. */
  readonly command: (output: Output) => string | undefined;
};

/** `bin/neighsyncd` of a checkout, as a switch runs it but for the log. */
export function checkoutSubject(name: string, root: string): Subject {
  const settings = ['metrics.port=0', 'logging.output=stdout', 'logging.level=warn'];
  const flags = (...more: readonly string[]): string => [...more, ...settings].map((one) => `--set "${one}"`).join(' ');
  const program = `exec '${root.replaceAll("'", "'\\''")}/bin/neighsyncd' run`;
  return {
    name,
    reportsHeap: true,
    command: (output) =>
      output === 'direct'
        ? `${program} ${flags('redis.unix_socket=$REDIS_SOCKET', 'deployment.output=direct')}`
        : `${program} ${flags('redis.database_config=$SONIC_DB_CONFIG')}`,
  };
}

/** Any other producer: what `--cmd` says. It decides itself how it writes, and is taken for one that stages. */
export function commandSubject(command: string): Subject {
  return { name: 'other', reportsHeap: false, command: (output) => (output === 'direct' ? undefined : command) };
}
