/**
 * Lists the neighbors of the kernel, follows them, adds one, and ends when the watch has told of it.
 *
 *   node list-watch-add.ts IP MAC INTERFACE [TARGET]
 *
 * TARGET is as grpc-js has it; by default the daemon's unix socket, the only place that takes writes.
 */
import { promisify } from 'node:util';
import { credentials } from '@grpc/grpc-js';
import {
  AddNeighborRequest,
  type AddNeighborResponse,
  ListNeighborsRequest,
  type ListNeighborsResponse,
  NeighborServiceClient,
  WatchNeighborsRequest,
  type WatchNeighborsResponse,
} from '../index.ts';

const [ipAddress, macAddress, name, target = 'unix:/run/neighsyncd/api.sock'] = process.argv.slice(2);
if (ipAddress === undefined || macAddress === undefined || name === undefined) {
  process.stderr.write('usage: list-watch-add.ts IP MAC INTERFACE [TARGET]\n');
  process.exit(64);
}

const client = new NeighborServiceClient(target, credentials.createInsecure());
const list = promisify<ListNeighborsRequest, ListNeighborsResponse>(client.listNeighbors.bind(client));
const add = promisify<AddNeighborRequest, AddNeighborResponse>(client.addNeighbor.bind(client));

for (let pageToken = ''; ; ) {
  const page = await list(ListNeighborsRequest.fromPartial({ pageSize: 1000, pageToken }));
  for (const one of page.neighbors) console.log('is', one.ipAddress, one.macAddress ?? '-', one.interface);
  pageToken = page.nextPageToken;
  if (pageToken === '') break;
}

const watch = client.watchNeighbors(WatchNeighborsRequest.fromPartial({ filter: { interface: name } }));
for await (const { event } of watch as AsyncIterable<WatchNeighborsResponse>) {
  if (event?.$case === 'synced') {
    const request = AddNeighborRequest.fromPartial({ ipAddress, macAddress, interface: name });
    const { database, rule } = await add(request);
    console.log('added', database, rule ?? '');
  }
  if (event?.$case === 'changed') {
    console.log('changed', event.value.neighbor?.ipAddress, event.value.neighbor?.macAddress ?? '-');
    if (event.value.neighbor?.ipAddress === ipAddress) break;
  }
}
watch.on('error', () => {}).cancel();
client.close();
