"""A pool whose workers hold a picture each: one is too large for the container. The master starts another and goes on."""
import os
import time


def work(megabytes):
    picture = bytearray()
    for _ in range(megabytes):
        picture += b"\x01" * (1 << 20)
    time.sleep(1)
    os._exit(0)


first = True
while True:
    worker = os.fork()
    if worker == 0:
        work(200 if first else 4)
    _, status = os.waitpid(worker, 0)
    if os.WIFSIGNALED(status):
        print(f"worker {worker} was killed by signal {os.WTERMSIG(status)}, going on")
    first = False
    time.sleep(1)
