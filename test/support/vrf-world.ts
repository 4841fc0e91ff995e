import type { FakeKernel } from '../../src/netlink/fake-kernel.ts';
import { ETHERNET0, ETHERNET4 } from './sync-world.ts';

export const RED = 10;
export const BLUE = 11;

/** Ethernet0 in one VRF, Ethernet4 in another, and Ethernet8 (4) in none. */
export function putVrfs(kernel: FakeKernel): void {
  kernel.putVrf(RED, 'Vrf_red', 1001);
  kernel.putVrf(BLUE, 'Vrf_blue', 1002);
  kernel.putLink(ETHERNET0, 'Ethernet0', RED);
  kernel.putLink(ETHERNET4, 'Ethernet4', BLUE);
  kernel.putLink(4, 'Ethernet8');
}
