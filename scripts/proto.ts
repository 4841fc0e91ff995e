/**
 * `npm run proto`: generates the code that follows from proto/, for the daemon and for the client in clients/typescript/.
 * Works without a network.
 */
import { resolve } from 'node:path';
import { generate } from './generate-proto.ts';

const root = resolve(import.meta.dirname, '..');
await generate(root, root);
