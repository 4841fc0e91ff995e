import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../base/clock.ts';
import { openNetlinkSocket, type Receipt } from '../host/netlink-socket.ts';
import { encodeEventFilter } from './event-filter.ts';
import { createProducer, maxPayload } from './frame-ring.ts';
import { FRAME, type FromReader, type ReaderKnobs, type ReaderOptions, type ToReader } from './reader-protocol.ts';

/**
 * The reader worker: takes events from the kernel as fast as they come and puts them into the ring, whatever the main
 * thread is busy with. It decides nothing.
 */

const RTMGRP_LINK = 0x1;
const RTMGRP_NEIGH = 0x4;
const SLOTS = 128;
const SLOT_BYTES = 16 * 1024;

/** After a wake that brought this many datagrams the reader lets the next ones gather. */
const BUSY_DATAGRAMS = 3;

const NOTHING = new Uint8Array(0);

function run(options: ReaderOptions, port: NonNullable<typeof parentPort>): void {
  const tell = (message: FromReader): void => port.postMessage(message);
  const ring = createProducer(options.ring);
  const largest = maxPayload(options.ring);
  const socket = openNetlinkSocket({
    groups: RTMGRP_LINK | RTMGRP_NEIGH,
    receiveBufferBytes: options.receiveBufferBytes,
    filter: encodeEventFilter(),
    slots: SLOTS,
    slotBytes: Math.min(SLOT_BYTES, largest),
  });
  let { coalesceMs, receiveBufferBytes } = options;
  const barriers: number[] = [];
  /** Receipts of the last receive that found no room in the ring yet; their views stay valid until the next receive. */
  let waiting: readonly Receipt[] = [];
  let stampMs = 0;
  /** Runs while events gather after a busy wake. */
  let gathering: NodeJS.Timeout | undefined;

  /** Moves what waits into the ring; false when the ring is full. */
  const forward = (): boolean => {
    for (const [index, receipt] of waiting.entries()) {
      if (!pushReceipt(receipt)) {
        waiting = waiting.slice(index);
        return false;
      }
    }
    waiting = [];
    return true;
  };

  const pushReceipt = (receipt: Receipt): boolean => {
    switch (receipt.kind) {
      case 'datagram':
        return ring.push(FRAME.datagram, receipt.bytes, stampMs);
      case 'truncated':
        return ring.push(FRAME.truncated, NOTHING, stampMs);
      case 'overrun':
        return ring.push(FRAME.overrun, NOTHING, stampMs);
      case 'failed':
        throw receipt.error;
    }
  };

  const pushBarriers = (): boolean => {
    for (let id = barriers[0]; id !== undefined; id = barriers[0]) {
      const payload = new Uint8Array(new Uint32Array([id]).buffer);
      if (!ring.push(FRAME.barrier, payload, stampMs)) return false;
      barriers.shift();
    }
    return true;
  };

  /** Reads until the socket is empty or the ring is full; returns how many receipts came. */
  const readAll = (): number => {
    let received = 0;
    let room = forward();
    while (room) {
      waiting = socket.receive();
      if (waiting.length === 0) {
        room = pushBarriers();
        break;
      }
      received += waiting.length;
      stampMs = systemClock.monotonicMs();
      room = forward();
    }
    if (ring.claimWake()) tell({ kind: 'wake' });
    if (!room) {
      watch.stop();
      tell({ kind: 'blocked' });
    } else if (gathering === undefined) {
      // Also after an error: libuv stops a handle that reported one, and the reader would be deaf.
      watch.start();
    }
    return received;
  };

  const drain = (): number => {
    try {
      return readAll();
    } catch (error) {
      // In order first: the socket would stay open, and koffi ends the whole process when it calls back into a dying worker.
      stop();
      throw error;
    }
  };

  const onReadable = (): void => {
    if (gathering !== undefined || drain() < BUSY_DATAGRAMS || coalesceMs === 0) return;
    watch.stop();
    gathering = setTimeout(() => {
      gathering = undefined;
      drain();
    }, coalesceMs);
  };

  const turn = (knobs: ReaderKnobs): void => {
    coalesceMs = knobs.coalesceMs;
    if (knobs.receiveBufferBytes === receiveBufferBytes) return;
    receiveBufferBytes = knobs.receiveBufferBytes;
    tell({ kind: 'buffer', receiveBufferBytes: socket.setReceiveBuffer(receiveBufferBytes) });
  };

  const stop = (): void => {
    clearTimeout(gathering);
    watch.close();
    socket[Symbol.dispose]();
    port.close();
  };

  const watch = socket.watch(onReadable);
  port.on('message', (message: ToReader) => {
    if (message.kind === 'stop') return stop();
    if (message.kind === 'knobs') return turn(message);
    if (message.kind === 'barrier') barriers.push(message.id);
    drain();
  });
  tell({ kind: 'opened', receiveBufferBytes: socket.receiveBufferBytes, bufferForced: socket.bufferForced });
  watch.start();
}

if (parentPort !== null) {
  run(workerData as ReaderOptions, parentPort);
}
