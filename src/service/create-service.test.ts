import { serviceContract } from '../../test/support/service-contract.ts';
import { openServiceWorld } from '../../test/support/service-world.ts';

serviceContract({ name: 'the service over the engine', open: () => openServiceWorld() });
