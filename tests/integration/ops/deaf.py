"""A program that does not end when it is asked to, with a child that does not either."""

from __future__ import annotations

import os
import signal
import sys
import time

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    other = os.fork()
    if other:
        os.write(1, " ".join([str(os.getpid()), str(other), *sys.argv[1:]]).encode())
    time.sleep(120)
