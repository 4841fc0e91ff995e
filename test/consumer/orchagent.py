#!/usr/bin/env python3
"""A ConsumerStateTable as orchagent runs one, for tests: the other side of the producer protocol.

Written from the protocol's description alone, in another language and sharing nothing with src/, so that a
misunderstanding there is not repeated here. Raw RESP over the unix socket, standard library only.

At the start it owes one pop for each key that is pending (SCARD of the key set), then one pop for each message; a pop
takes at most --batch keys, in the random order of SPOP. Says "ready" on stderr once it is subscribed.
"""

import argparse
import json
import os
import select
import signal
import socket
import sys

POLL_SECONDS = 0.02

# KEYS: key set, delete set. ARGV: most keys, final prefix, staging prefix.
# Returns one {key, flat fields} per key taken.
POP = """
local taken = {}
for _, key in ipairs(redis.call('SPOP', KEYS[1], ARGV[1])) do
  local final, staging = ARGV[2] .. key, ARGV[3] .. key
  if redis.call('SREM', KEYS[2], key) == 1 then
    redis.call('DEL', final)
  end
  local fields = redis.call('HGETALL', staging)
  for i = 1, #fields, 2 do
    redis.call('HSET', final, fields[i], fields[i + 1])
  end
  redis.call('DEL', staging)
  taken[#taken + 1] = {key, fields}
end
return taken
"""


class Redis:
    """One connection: a command out, a reply in."""

    def __init__(self, path, database):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(path)
        self.buffer = b""
        self.call("SELECT", database)

    def call(self, *args):
        parts = [b"*%d\r\n" % len(args)]
        for arg in args:
            data = str(arg).encode()
            parts.append(b"$%d\r\n%s\r\n" % (len(data), data))
        self.socket.sendall(b"".join(parts))
        return self.reply()

    def reply(self):
        line = self.line()
        kind, rest = line[:1], line[1:]
        if kind == b"+":
            return rest.decode()
        if kind == b"-":
            raise RuntimeError(rest.decode())
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return None if rest == b"-1" else self.take(int(rest) + 2)[:-2].decode()
        if kind == b"*":
            return [self.reply() for _ in range(int(rest))]
        raise RuntimeError("not RESP: %r" % line)

    def line(self):
        while b"\r\n" not in self.buffer:
            self.receive()
        line, _, self.buffer = self.buffer.partition(b"\r\n")
        return line

    def take(self, size):
        while len(self.buffer) < size:
            self.receive()
        data, self.buffer = self.buffer[:size], self.buffer[size:]
        return data

    def receive(self):
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("Redis has gone")
        self.buffer += data

    def readable(self, seconds):
        return self.buffer != b"" or select.select([self.socket], [], [], seconds)[0] != []


class Consumer:
    def __init__(self, options):
        self.options = options
        self.stopping = False
        self.commands = Redis(options.socket, options.db)
        self.channel = Redis(options.socket, options.db)
        self.channel.call("SUBSCRIBE", "%s_CHANNEL@%d" % (options.table, options.db))
        self.owed = self.commands.call("SCARD", options.table + "_KEY_SET")

    def stop(self, *_):
        self.stopping = True

    def run(self):
        while not self.stopping:
            while self.channel.readable(0):
                self.channel.reply()
                self.owed += 1
            if self.owed > 0 and not self.paused():
                self.pop()
                self.owed -= 1
            else:
                self.channel.readable(POLL_SECONDS)
                if self.paused():
                    select.select([], [], [], POLL_SECONDS)

    def paused(self):
        return self.options.pause_file is not None and os.path.exists(self.options.pause_file)

    def pop(self):
        table = self.options.table
        keys = (table + "_KEY_SET", table + "_DEL_SET")
        taken = self.commands.call("EVAL", POP, 2, *keys, self.options.batch, table + ":", "_" + table + ":")
        if not self.options.log:
            return
        for key, flat in taken:
            fields = dict(zip(flat[::2], flat[1::2]))
            print(json.dumps({"op": "SET" if fields else "DEL", "key": key, "fields": fields}))
        sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description="consume a ProducerStateTable as orchagent does")
    parser.add_argument("--socket", required=True, help="unix socket of Redis")
    parser.add_argument("--db", type=int, default=0)
    parser.add_argument("--table", default="NEIGH_TABLE")
    parser.add_argument("--batch", type=int, default=128, help="most keys per pop (orchagent -b)")
    parser.add_argument("--pause-file", help="while this file exists nothing is taken")
    parser.add_argument("--log", action="store_true", help="print a JSON line for each operation")
    consumer = Consumer(parser.parse_args())
    signal.signal(signal.SIGTERM, consumer.stop)
    print("ready", file=sys.stderr, flush=True)
    consumer.run()


if __name__ == "__main__":
    main()
