"""Grows by 4 MiB ten times a second."""
import time

pages = []
while True:
    pages.append(b"\x01" * (4 << 20))
    time.sleep(0.1)
