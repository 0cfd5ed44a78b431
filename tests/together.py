"""Doing something at the same moment, each time with a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client


def together(count: int, work: Callable[[], Any]) -> list[Any]:
    """Run this `count` times at the same moment, each with a connection of its own. → the answers."""
    answers: list[Any] = []
    ready = threading.Barrier(count)

    def one() -> None:
        ready.wait()
        try:
            answers.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def copied(client: Client) -> Client:
    """The same person in another window: their session, a client of its own."""
    other = Client()
    other.cookies = client.cookies
    return other
