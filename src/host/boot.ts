import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How the machine came up. */
export type Boot = {
  /** SONiC's old-style fast reboot: rows are put into the database before the kernel has its neighbors. */
  readonly isFast: boolean;
  readonly uptimeMs: number;
};

/** `fastfast` is another thing (it takes the warm path); older images say `fast-reboot` alone. */
const FAST = /(^|\s)(SONIC_BOOT_TYPE=fast(-reboot)?|fast-reboot)(\s|$)/;

/**
 * Reads what the boot loader told the kernel, and since when it runs. A machine that shows neither was not booted fast.
 *
 * @param proc where /proc is
 */
export function readBoot(proc = '/proc'): Boot {
  const uptimeS = Number.parseFloat(readText(join(proc, 'uptime')));
  return {
    isFast: FAST.test(readText(join(proc, 'cmdline'))),
    uptimeMs: Number.isFinite(uptimeS) ? uptimeS * 1000 : Number.POSITIVE_INFINITY,
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
