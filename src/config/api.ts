import { z } from 'zod';
import { boolean, integer, text } from './kinds.ts';

const LOOPBACK = '::1, localhost or an address in 127.0.0.0/8';

/** Where the daemon can be asked, and how much at once. */
export const API = z.strictObject({
  enabled: boolean({ default: true, help: 'Serve REST and gRPC.' }),
  unix_socket: text({
    default: '/run/neighsyncd/api.sock',
    allowed: 'a path, or empty for none',
    help: 'Unix socket for REST and gRPC, mode 0660. The only place that takes writes.',
  }),
  rest_enabled: boolean({ default: true, help: 'Serve REST on TCP besides, for reading only.' }),
  rest_address: text({ default: '127.0.0.1', allowed: LOOPBACK, help: 'Address of REST.' }),
  rest_port: integer({ min: 0, max: 65535, default: 8080, help: 'Port of REST; 0 lets the system choose one.' }),
  grpc_enabled: boolean({ default: true, help: 'Serve gRPC on TCP besides, for reading only.' }),
  grpc_address: text({ default: '127.0.0.1', allowed: LOOPBACK, help: 'Address of gRPC.' }),
  grpc_port: integer({ min: 0, max: 65535, default: 50051, help: 'Port of gRPC; 0 lets the system choose one.' }),
  request_timeout_ms: integer({
    min: 100,
    max: 300000,
    default: 30000,
    help: 'How long a request may take, to be read and to be answered; a watch may last longer.',
  }),
  max_body_bytes: integer({ min: 1024, max: 10485760, default: 65536, help: 'Largest request.' }),
  max_connections: integer({
    min: 1,
    max: 10000,
    default: 256,
    help: 'Connections to each place at once; more are closed at once.',
  }),
  max_requests_per_s: integer({
    min: 1,
    max: 100000,
    default: 500,
    help: 'Requests to each face per second; more are told to come back later.',
  }),
  max_watches: integer({ min: 1, max: 1000, default: 64, help: 'Watches at once, over all faces.' }),
});
