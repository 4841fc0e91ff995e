#!/usr/bin/env python3
"""A syslog daemon for tests: listens on a unix datagram socket, as rsyslog does on /dev/log, standard library only.

Prints each datagram as a line of JSON. Says "ready" on stderr once it listens. With --idle it never reads, so that its
queue fills. When a signal ends it, the socket's file stays behind, as it does when rsyslog is killed.
"""

import json
import os
import signal
import socket
import sys


def main() -> None:
    path, idle = sys.argv[1], "--idle" in sys.argv[2:]
    if os.path.exists(path):
        os.unlink(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(path)
    print("ready", file=sys.stderr, flush=True)
    while idle:
        signal.pause()
    while True:
        print(json.dumps(listener.recv(65536).decode()), flush=True)


main()
