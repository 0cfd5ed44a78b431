"""Model fields whose column holds ciphertext only. The model must have `key`, a foreign key to walls.CaseKey."""

import json
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from walls import keys


class Sealed(bytes):
    """Ciphertext as it came from the database, not opened yet."""


class _Opening(DeferredAttribute):
    """Opens the ciphertext the first time that the attribute is read."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        value = instance.__dict__[name] if name in instance.__dict__ else super().__get__(instance, cls)
        if isinstance(value, Sealed):
            field = cast(SealedText, self.field)
            instance.__dict__.setdefault("_as_loaded", {})[name] = value
            value = instance.__dict__[name] = field.open(instance, value)
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        """Defined so that Python asks `__get__` first although the value stands in the instance."""
        instance.__dict__[self.field.attname] = value


class SealedText(models.BinaryField):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Text of any length, encrypted with the key of its case. Empty text is stored as NULL and read as ''."""

    descriptor_class = _Opening

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["null"] = True
        kwargs["editable"] = True
        kwargs["blank"] = True
        super().__init__(*args, **kwargs)

    empty: Any = ""

    def get_default(self) -> Any:
        return self.default() if self.has_default() and callable(self.default) else self.empty

    def from_db_value(self, value: Any, *_: Any) -> Any:
        return self.empty_value() if value is None else Sealed(value)

    def empty_value(self) -> Any:
        return self.empty

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or value == self.empty or isinstance(value, Sealed):
            return value or None
        loaded: Sealed | None = model_instance.__dict__.get("_as_loaded", {}).get(self.attname)
        if loaded is not None and self.open(model_instance, loaded) == value:
            return loaded
        return self.close(model_instance, value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, bytes):
            raise TypeError(f"{self.name} is sealed: save the object, queries cannot see or set its value")
        return super().get_db_prep_value(value, connection, prepared)

    def about(self, instance: models.Model) -> bytes:
        return f"{self.model._meta.db_table}.{self.column}:{instance.pk}".encode()

    def open(self, instance: Any, value: Sealed) -> Any:
        """What was sealed; as empty once the key is destroyed, whatever is left of the ciphertext."""
        if instance.key_id is None:
            return self.empty_value()
        return self.decode(keys.open_sealed(instance.key.data_key, bytes(value), self.about(instance)))

    def close(self, instance: Any, value: Any) -> bytes:
        return keys.seal(instance.key.data_key, self.encode(value), self.about(instance))

    def encode(self, value: Any) -> bytes:
        return str(value).encode()

    def decode(self, raw: bytes) -> Any:
        return raw.decode()


class SealedBytes(SealedText):
    """Bytes, such as a picture. None are stored as NULL and read as b''."""

    empty: Any = b""

    def encode(self, value: Any) -> bytes:
        return bytes(value)

    def decode(self, raw: bytes) -> Any:
        return raw


class SealedJSON(SealedText):
    """Anything JSON can say, encrypted with the key of its case. Nothing is stored as NULL and read as `default()`."""

    empty: Any = None

    def empty_value(self) -> Any:
        return self.get_default()

    def encode(self, value: Any) -> bytes:
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).encode()

    def decode(self, raw: bytes) -> Any:
        return json.loads(raw)
