"""A runner that bounds itself by a cgroup below the container's, and outgrows it."""
import os
import time


def write(path, value):
    with open(path, "w") as file:
        file.write(str(value))


if os.path.exists("/sys/fs/cgroup/memory/cgroup.procs"):
    container, limit = "/sys/fs/cgroup/memory", "memory.limit_in_bytes"
else:
    # On v2 a privileged container sees the whole machine's cgroups, of which one is its own.
    with open("/proc/self/cgroup") as cgroups:
        container, limit = "/sys/fs/cgroup" + cgroups.read().split("::")[1].strip(), "memory.max"
    # A cgroup that hands a controller down may have no processes itself.
    os.makedirs(f"{container}/init", exist_ok=True)
    write(f"{container}/init/cgroup.procs", os.getpid())
    write(f"{container}/cgroup.subtree_control", "+memory")

own = f"{container}/job"
os.makedirs(own, exist_ok=True)
write(f"{own}/{limit}", 32 << 20)
write(f"{own}/cgroup.procs", os.getpid())
time.sleep(2)
grown = bytearray()
while True:
    grown += b"\x01" * (1 << 20)
