"""Tries a conversion in a child; when the kernel kills it, converts in smaller pieces and ends well."""
import os
import time

child = os.fork()
if child == 0:
    whole = bytearray()
    while True:
        whole += b"\x01" * (1 << 20)
_, status = os.waitpid(child, 0)
print("the child ended with status", status, "- in smaller pieces then")
time.sleep(15)
print("done")
