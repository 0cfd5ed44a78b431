"""How gunicorn runs: `gunicorn -c config/gunicorn.py config.wsgi`. Few processes, some threads in each."""

import gc
import os
import signal
from pathlib import Path
from typing import Any

from config.embedded.lifeline import tie_to

# Less than a person's ten seconds: a database that stands still must not keep every thread (walls/patient/base.py).
os.environ.setdefault("DATABASE_PATIENCE", "8")
bind = [os.environ.get("WEB_BIND", "127.0.0.1:8000")]
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True  # the code is loaded once and shared by the workers
timeout = 60  # a worker that shows no life for so long is replaced
graceful_timeout = 8
keepalive = 5
backlog = 512
limit_request_line = 2048
limit_request_fields = 60
limit_request_field_size = 8190
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn's own life sign, not data # nosec B108
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")
accesslog = None  # addresses of pages can hold a one-time token: they are nobody's to keep
errorlog = "-"
control_socket_disable = True


def when_ready(server: Any) -> None:
    """What is loaded by now stays: the collector need not touch it, so the workers go on sharing its memory."""
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """No worker outlives the process that looks after it."""
    tie_to(server.pid, signal.SIGKILL)
