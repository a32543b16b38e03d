"""Holds 1,400 MiB that nobody was asked for."""
import time

held = []
for _ in range(1400):
    held.append(bytearray(b"\x01" * (1 << 20)))
time.sleep(3600)
