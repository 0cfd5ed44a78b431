"""Who may be signed in: an active person with a live membership, asked anew at every request."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from accounts.models import Membership, User


class MembersOnly(AuthenticationBackend):
    """To a person whose membership ended the answer is the same as to a wrong password."""

    def get_user(self, user_id: Any) -> User | None:
        live = Membership.objects.filter(user=OuterRef("pk"), ended_at=None)
        return User.objects.filter(Exists(live), pk=user_id, is_active=True).first()

    def user_can_authenticate(self, user: Any) -> bool:
        return self.get_user(user.pk) is not None

    def _check_password(self, user: Any, password: str) -> Any:
        """allauth would show a page of its own to a closed account; that page would tell that it existed."""
        found = super()._check_password(user, password)
        self._stash_user(None)
        return found


PATH = f"{MembersOnly.__module__}.{MembersOnly.__qualname__}"
