"""Moves a child into a service's cgroup of the node, with a limit of 32 MiB, and lets it grow."""
import os

cgroup = os.environ["CGROUP"]
os.makedirs(cgroup, exist_ok=True)
with open(f"{cgroup}/memory.limit_in_bytes", "w") as limit:
    limit.write(str(32 << 20))
child = os.fork()
if child == 0:
    with open(f"{cgroup}/cgroup.procs", "w") as processes:
        processes.write(str(os.getpid()))
    with open("/proc/self/comm", "w") as name:
        name.write("node-agent")
    grown = bytearray()
    while True:
        grown += b"\x01" * (1 << 20)
_, status = os.waitpid(child, 0)
print("the service was ended by signal", os.WTERMSIG(status))
