"""The worker and the beat: `celery -A config worker`, `celery -A config beat`. Settings are CELERY_* of settings.py.

Redis carries event ids and may lose them: the outbox in PostgreSQL is what counts, and the relay finds what is due.
"""

import os
import stat
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_process_init
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

TRANSPORT_ALIASES |= dict.fromkeys(("redis", "rediss"), "config.broker:Transport")
app = Celery("safer")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# A static schedule, kept in memory: no file that a crash could spoil. A beat that nobody took in time is dropped.
EVERY = {
    "journal.tasks.relay": 2.0,
    "journal.tasks.seal": 30.0,
    "journal.tasks.heartbeat": 10.0,
    "referrals.tasks.watch": 15.0,
    "referrals.tasks.tend_drafts": 3600.0,
    "providers.tasks.remind": 300.0,
    "governance.tasks.morning": 900.0,
    "governance.tasks.reconcile": 3600.0,
    "equality.tasks.look": 3600.0,
}
app.conf.update(
    beat_scheduler="celery.beat:Scheduler",
    beat_schedule={
        task: {"task": task, "schedule": seconds, "options": {"expires": max(10.0, 2 * seconds)}}
        for task, seconds in EVERY.items()
    },
    beat_max_loop_interval=2,
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    worker_send_task_events=False,
    worker_enable_remote_control=False,
    broker_connection_max_retries=None,
)


@worker_process_init.connect
def let_go(**_: Any) -> None:
    """A process of the pool is a copy of the worker, with its connection to Redis. After Redis has died the copy keeps that
    half alive: epoll then tells the worker of its end for ever, a whole processor is lost in looking, and work stands still
    (celery issue 1845). The number of the file stays taken, because an object that will close it was copied, too.
    """
    nothing = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    for number in map(int, os.listdir("/proc/self/fd")):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                os.dup2(nothing, number, inheritable=False)
        except OSError:  # the list itself was a file that is closed by now
            continue
    os.close(nothing)


@beat_init.connect
def first_beat(**_: Any) -> None:
    """Everything once at the start, not only after its first pause: /readyz then tells the truth within a second."""
    for task, seconds in EVERY.items():
        app.send_task(task, expires=2 * seconds, retry=False)
