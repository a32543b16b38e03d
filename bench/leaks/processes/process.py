"""process.py MODE KIB_PER_SECOND: a cache without a bound, in even or uneven portions, one with a bound, load that comes and goes."""
import math
import sys
import time

mode, rate = sys.argv[1], int(sys.argv[2])
cache = {}
key = tick = 0
while True:
    tick += 1
    live = []
    if mode == "load":
        live = [bytearray(65536) for _ in range(int(200 * (1 + math.sin(tick / 50))))]
    portion = rate / 2
    if mode == "batches":
        portion = rate * 20 if tick % 40 == 0 else 0
    if mode == "load":
        portion = 0
    for _ in range(int(portion / 4)):
        cache[key] = bytearray(4096)
        if mode == "bounded":
            cache.pop(key - 8000, None)
        key += 1
    time.sleep(0.5)
