"""Redis as the broker, for a worker that outlives whatever lies in it.

Whoever can write into the broker could end a worker, or make it stand still: Kombu lets a fault rise when an entry is no
message, and Celery believes what a message says of time limits, retries and what to call next. So a message is taken apart
here: what our own processes would have sent goes on, without anything else, and the rest is thrown away.
"""

import base64
import json
import logging
import uuid
from typing import Any, Final

from kombu.transport import redis, virtual

log = logging.getLogger(__name__)

SHAPELESS: Final = (ValueError, KeyError, TypeError, AttributeError)  # as unpacking JSON raises them
FORM: Final = ("application/json", "utf-8")
NO_ORDERS: Final = {"lang": "py", "timelimit": [None, None], "retries": 0, "eta": None}


def ours(payload: dict[str, Any]) -> dict[str, Any]:
    """What is left of a message when it says nothing but: this task, with these arguments, not after this moment. One of
    SHAPELESS when it is none.
    """
    headers, properties = payload["headers"], payload["properties"]
    args, kwargs, _ = json.loads(base64.b64decode(payload["body"]))
    name, number, late = headers["task"], str(uuid.UUID(headers["id"])), headers.get("expires")
    form = (payload["content-type"], payload["content-encoding"])
    if form != FORM or name.startswith("celery.") or not isinstance(late, str | None):
        raise ValueError
    body = base64.b64encode(json.dumps([list(args), dict(kwargs), {}]).encode()).decode()
    kept = {name: properties[name] for name in ("delivery_tag", "delivery_info", "priority", "body_encoding")}
    said = NO_ORDERS | {"task": name, "id": number, "root_id": number, "expires": late}
    return payload | {"body": body, "headers": said, "properties": kept | {"correlation_id": number}}


class UnderWay(redis.QoS):
    """What the worker has taken and not finished. Kombu tells Redis first, and when that is away what is done counts as under
    way for ever: with all its places so taken, a worker lives on and asks for nothing more.
    """

    def ack(self, delivery_tag: str) -> None:
        virtual.QoS.ack(self, delivery_tag)
        super().ack(delivery_tag)


class OurMessage(virtual.Message):
    """One of ours, and nothing else."""

    def __init__(self, payload: Any, channel: Any = None, **kwargs: Any) -> None:
        super().__init__(ours(payload), channel=channel, **kwargs)


class OurChannel(redis.Channel):
    """Passes over what is no message."""

    Message, QoS = OurMessage, UnderWay

    def _brpop_read(self, **options: Any) -> Any:
        try:
            return super()._brpop_read(**options)  # type: ignore[misc]  # kombu's types do not know it
        except SHAPELESS as fault:
            log.warning("what lay in the broker was no message (%s); it was thrown away", type(fault).__name__)
            return True


class Transport(redis.Transport):
    """What `redis://` and `redis+socket://` mean here (config/celery.py)."""

    Channel = OurChannel
