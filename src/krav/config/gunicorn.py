"""How gunicorn serves the pages: processes, times, who is believed about addresses, and an end that cuts nobody off.

A process that is told to end (SIGTERM) takes no new connections and answers what it has in hand.
"""

import gc
import os
import shutil
import signal
import socket
from pathlib import Path
from types import FrameType
from typing import Any

from krav.config import env, logs

gc.set_threshold(50_000, 20, 20)  # a page throws little away: looking for that took half of the time of a large one

_HOME = env.folder("KRAV_HOME", "var")
_STYLE = env.one_of("KRAV_LOG", "", "json", "text")

bind = env.text("KRAV_BIND", "127.0.0.1:8000")
workers = env.number("KRAV_WEB_PROCESSES", 2, 256)
threads = env.number("KRAV_WEB_THREADS", 1, 64)  # one is measured fastest; more wait for slow networks in fewer processes
timeout = 120  # the longest answer: a large file looked at, a year's letters printed
graceful_timeout = 60  # so long an answer at hand may still take when Krav is to end
keepalive = 5
max_requests, max_requests_jitter = 20_000, 2_000  # a process is made anew now and then, never all at once
forwarded_allow_ips = env.text("KRAV_PROXIES", "127.0.0.1,::1")  # proxies that are believed about https and addresses
limit_request_line = 8_190
loglevel = "info" if _STYLE else "warning"
logconfig_dict = logs.logging(_STYLE)
accesslog = None
control_socket_disable = True  # nobody steers a running Krav but by signals
if Path("/dev/shm").is_dir():  # noqa: S108 signs of life of processes, in memory: a full disk does not stop them
    worker_tmp_dir = "/dev/shm"  # noqa: S108 as above
if os.environ.get("KRAV_METRICS_TOKEN"):  # before the pages are loaded: the figures look for it then
    _figures = _HOME / "metrics" / socket.gethostname()
    shutil.rmtree(_figures, ignore_errors=True)  # what processes counted that are no more; Prometheus knows of beginnings
    _figures.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_figures)


def post_worker_init(worker: Any) -> None:  # noqa: ANN401 gunicorn says no types
    """Lets a process that is told to end leave its door at once: what comes meanwhile goes to another, or is refused.

    In the door's place stands one that nobody knows, so that nothing breaks that is just about to look at it.
    """

    def end(number: int, frame: FrameType | None) -> None:
        for door in worker.sockets:
            os.dup2(blind.fileno(), door.fileno(), inheritable=False)
        worker.handle_exit(number, frame)

    if type(worker).__name__ == "SyncWorker":  # the others leave theirs themselves
        blind = socket.create_server(("127.0.0.1", 0))
        blind.setblocking(False)
        signal.signal(signal.SIGTERM, end)
