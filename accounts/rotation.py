"""What sign-in keeps under the wrapping key, when that key changes (walls/rotation.py): seeds, codes, sessions."""

from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import transaction

from accounts.secrets import open_for, seal_for
from accounts.sessions import Sealed
from walls import keys

SEALED = ("secret", "seed")  # of an authenticator app; of recovery codes


def rewrap_authenticators() -> int:
    """KEEPERS. → how many were sealed anew. A code that somebody uses meanwhile is not forgotten."""
    return sum(_rewrap(pk) for pk in Authenticator.objects.values_list("pk", flat=True))


@transaction.atomic
def _rewrap(pk: int) -> bool:
    row = Authenticator.objects.select_for_update().filter(pk=pk).first()
    current = f"{keys.current_key_id()}."
    older = [name for name in SEALED if row and not row.data.get(name, current).startswith(current)]
    if row and older:
        row.data |= {name: seal_for(row.user_id, open_for(row.user_id, row.data[name])) for name in older}
        row.save(update_fields=["data"])
    return bool(older)


def rewrap_sessions() -> int:
    """KEEPERS. → how many were sealed anew. One that its owner uses at this moment is left to the next pass."""
    return sum(_reseal(pk, said) for pk, said in Session.objects.values_list("pk", "session_data").iterator())


def _reseal(pk: str, said: str) -> int:
    store = SessionStore()
    try:
        key_id: bytes = signing.loads(said, salt=store.key_salt, serializer=_KeyId)
    except signing.BadSignature:
        return 0  # nobody can use it
    if key_id == keys.current_key_id().encode() or not (held := store.decode(said)):
        return 0
    return Session.objects.filter(pk=pk, session_data=said).update(session_data=store.encode(held))


class _KeyId(Sealed):
    """Reads no more of a session than which key wraps it."""

    def loads(self, data: bytes) -> bytes:
        return data.partition(b"\n")[0]
