import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The parts of a checkout that are measured; typed as ours, for an older one may lack what we call. */
export type Modules = {
  readonly diff: typeof import('../../src/neighbor/diff.ts');
  readonly ip: typeof import('../../src/neighbor/ip.ts');
  readonly kernelTable: typeof import('../../src/neighbor/kernel-table.ts');
  readonly key: typeof import('../../src/neighbor/key.ts');
  readonly mac: typeof import('../../src/neighbor/mac.ts');
  readonly mirror: typeof import('../../src/neighbor/mirror.ts');
  readonly ndmsg: typeof import('../../src/netlink/codec/ndmsg.ts');
  readonly nlmsghdr: typeof import('../../src/netlink/codec/nlmsghdr.ts');
  readonly pending: typeof import('../../src/neighbor/pending.ts');
  readonly policy: typeof import('../../src/neighbor/policy.ts');
  readonly producer: typeof import('../../src/sonic/producer-sink.ts');
};

/** @param root a checkout, this one or another */
export async function loadModules(root: string): Promise<Modules> {
  const load = (path: string): Promise<unknown> => import(pathToFileURL(join(root, 'src', path)).href);
  return {
    diff: (await load('neighbor/diff.ts')) as Modules['diff'],
    ip: (await load('neighbor/ip.ts')) as Modules['ip'],
    kernelTable: (await load('neighbor/kernel-table.ts')) as Modules['kernelTable'],
    key: (await load('neighbor/key.ts')) as Modules['key'],
    mac: (await load('neighbor/mac.ts')) as Modules['mac'],
    mirror: (await load('neighbor/mirror.ts')) as Modules['mirror'],
    ndmsg: (await load('netlink/codec/ndmsg.ts')) as Modules['ndmsg'],
    nlmsghdr: (await load('netlink/codec/nlmsghdr.ts')) as Modules['nlmsghdr'],
    pending: (await load('neighbor/pending.ts')) as Modules['pending'],
    policy: (await load('neighbor/policy.ts')) as Modules['policy'],
    producer: (await load('sonic/producer-sink.ts')) as Modules['producer'],
  };
}
