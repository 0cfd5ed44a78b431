"""What the tests of every route and every page share."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import override_settings

from tests.house.matrix import BOTH
from tests.house.matrix_objects import World

A_DAY = 24 * 60 * 60  # seconds


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The people and objects of all routes, made once for each module and process; gone after it. All have just shown who
    they are, however long it takes to ask for everything.
    """
    with django_db_blocker.unblock():
        opened = [transaction.atomic(using=alias) for alias in BOTH]
        for block in opened:
            block.__enter__()
        try:
            with override_settings(ACCOUNT_REAUTHENTICATION_TIMEOUT=A_DAY):
                yield World()
        finally:
            for alias, block in zip(BOTH, opened, strict=True):
                transaction.set_rollback(True, using=alias)
                block.__exit__(None, None, None)
                connections[alias].close()
