"""``python -m tests.bench.ray_cluster NODES``: a Ray cluster of several nodes of one core each, on this machine.

Says ``HOST:PORT``, then does what each line of its input says: ``kill node`` (one without this process's head), ``kill worker``
(one that has a video). Ends, with all of it, when its input does.
"""

from __future__ import annotations

import os
import sys

import psutil


def begun(nodes: int):
    """The cluster, and its nodes but the head."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    from ray.cluster_utils import Cluster

    each = {"num_cpus": 1, "object_store_memory": 80 << 20, "memory": 2 << 30}
    cluster = Cluster(initialize_head=True, head_node_args=each | {"include_dashboard": False})
    return cluster, [cluster.add_node(**each) for _ in range(nodes - 1)]


def workers() -> list[psutil.Process]:
    """Those of this process's cluster that have a video."""
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            if "ray::keep_here" in " ".join(process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found


def main() -> None:
    cluster, nodes = begun(int(sys.argv[1]))
    cluster.wait_for_nodes()
    print(cluster.address, flush=True)
    for line in sys.stdin:
        if line == "kill node\n":
            cluster.remove_node(nodes.pop(), allow_graceful=False)
            print("killed", flush=True)
        elif line == "kill worker\n":
            while not (found := workers()):
                pass
            found[0].kill()
            print("killed", flush=True)
    cluster.shutdown()


if __name__ == "__main__":
    main()
