"""The cache: Redis, holding plain JSON, and this process's own memory while Redis is away.

It holds what may be lost: rate limits, used codes, the worker's heartbeat. Django's own serializer is pickle, with
which whoever can write to Redis runs code in our processes.
"""

import json
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import exceptions as fault


class PlainJSON:
    """Whole numbers stay bare, so that Redis can count with them; JSON reads them back the same."""

    def dumps(self, obj: Any) -> bytes | int:
        return obj if type(obj) is int else json.dumps(obj).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


def _forgiving(name: str) -> Callable[..., Any]:
    ask_redis = getattr(RedisCache, name)

    def asking(self: "Forgiving", *args: Any, **kwargs: Any) -> Any:
        try:
            return ask_redis(self, *args, **kwargs)
        except (fault.ConnectionError, fault.TimeoutError):
            return getattr(self.own, name)(*args, **kwargs)

    return asking


class Forgiving(RedisCache):
    """Sign-in and its limits go on without Redis; each process then counts for itself."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.own = LocMemCache("while-redis-is-away", {})

    add = _forgiving("add")
    get = _forgiving("get")
    set = _forgiving("set")
    touch = _forgiving("touch")
    delete = _forgiving("delete")
    get_many = _forgiving("get_many")
    set_many = _forgiving("set_many")
    delete_many = _forgiving("delete_many")
    has_key = _forgiving("has_key")
    incr = _forgiving("incr")
    clear = _forgiving("clear")
