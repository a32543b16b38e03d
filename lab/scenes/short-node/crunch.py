"""Holds as many MiB as its first argument says, that nobody was asked for."""
import sys
import time

held = []
for _ in range(int(sys.argv[1])):
    held.append(bytearray(b"\x01" * (1 << 20)))
time.sleep(3600)
