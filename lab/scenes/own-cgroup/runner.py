"""A runner that bounds itself by a cgroup below the container's, and outgrows it."""
import os
import time

MEMORY = "/sys/fs/cgroup/memory" if os.path.exists("/sys/fs/cgroup/memory/cgroup.procs") else "/sys/fs/cgroup"
LIMIT = "memory.limit_in_bytes" if MEMORY.endswith("memory") else "memory.max"

own = f"{MEMORY}/job"
os.makedirs(own, exist_ok=True)
with open(f"{own}/{LIMIT}", "w") as limit:
    limit.write(str(32 << 20))
with open(f"{own}/cgroup.procs", "w") as processes:
    processes.write(str(os.getpid()))
time.sleep(2)
grown = bytearray()
while True:
    grown += b"\x01" * (1 << 20)
