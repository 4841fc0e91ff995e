import { readFileSync } from 'node:fs';
import { errno, libc, watchReadable } from '../../src/host/libc.ts';
import { createMessageBatch } from '../../src/host/message-batch.ts';

/**
 * Run by tests inside a namespace, through start-capture.ts: prints each frame that an interface receives or sends, in hex, a
 * line each; the first line is `ready`.
 */
const AF_PACKET = 17;
const SOCK_RAW_NONBLOCK = 3 | 0o4000;
const ETH_P_ALL = 0x0003;
const SOL_SOCKET = 1;
const SO_RCVBUFFORCE = 33;
const BUFFER_BYTES = 64 * 1024 * 1024;

const ifindex = Number(readFileSync(`/sys/class/net/${process.argv[2]}/ifindex`, 'utf8'));
const fd = libc.socket(AF_PACKET, SOCK_RAW_NONBLOCK, 0);
if (fd < 0) throw new Error(`no packet socket: errno ${errno()}`);
libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, new Int32Array([BUFFER_BYTES]), 4);
const address = new DataView(new ArrayBuffer(20));
address.setUint16(0, AF_PACKET, true);
address.setUint16(2, ETH_P_ALL);
address.setInt32(4, ifindex, true);
if (libc.bind(fd, new Uint8Array(address.buffer), 20) < 0) throw new Error(`not bound: errno ${errno()}`);
const batch = createMessageBatch(128, 2048);
const watch = watchReadable(fd, () => {
  let text = '';
  for (let count = batch.receive(fd); count > 0; count = batch.receive(fd)) {
    for (let index = 0; index < count; index++) text += `${batch.bytes(index).toHex()}\n`;
  }
  if (text !== '') process.stdout.write(text);
  watch.start();
});
watch.start();
process.stdout.write('ready\n');
