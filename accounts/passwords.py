"""Passwords that are refused without asking anybody over the network (AUTH_PASSWORD_VALIDATORS)."""

import re
from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from accounts.models import UsedPassword, User

REMEMBERED = 5  # the one that counts now among them
# What somebody who attacks this system would try first, beside what everybody has.
OURS = ("safer", "referrals", "referral", "victimsupport", "kent", "council", "sanctuary", "oasis", "clarion", "lookahead",
        "salus", "locks", "password", "welcome", "letmein", "admin")  # fmt: skip
LOOKALIKES = str.maketrans("013457$@!", "oieastsai")
PADDING = 6  # so many signs around a common word do not make it uncommon
LEAST_OWN = 6  # so many letters must be left when words of ours are taken out
LEAST_SIGNS = 5  # so many different ones


class NotGuessable(CommonPasswordValidator):
    """Django's list of 20,000 breached passwords, also when they are dressed up: doubled, with digits for letters, with
    a year behind them; words of this scheme; a few signs again and again.
    """

    def validate(self, password: str, user: Any = None) -> None:
        typed = re.sub(r"\s", "", password.lower())
        pieces = {typed, re.sub(r"^(.+?)\1+$", r"\1", typed)}
        pieces |= {_undressed(piece) for piece in pieces}
        pieces |= {piece.translate(LOOKALIKES) for piece in pieces}
        if len(set(typed)) < LEAST_SIGNS or pieces & self.passwords or any(map(_ours, pieces)):
            raise ValidationError(
                "This password is too common: it would be guessed. Choose another one.", code="common"
            )


def _undressed(piece: str) -> str:
    """Without a few digits and signs around it."""
    core = piece.strip("0123456789!?.,-_#*")
    return core if len(piece) - len(core) <= PADDING else piece


def _ours(piece: str) -> bool:
    """Whether hardly anything is left of it without the words of this scheme."""
    rest = re.sub("|".join(OURS), "", piece)
    return rest != piece and len(re.sub("[^a-z]", "", rest)) < LEAST_OWN


class NotUsedBefore:
    """Django asks `validate` before a password is taken, and tells `password_changed` after it was saved."""

    def validate(self, password: str, user: Any = None) -> None:
        """ValidationError when it is one of the person's last five."""
        if isinstance(user, User) and any(check_password(password, held) for held in {user.password, *_hashes(user)}):
            raise ValidationError("You have had this password before. Choose another one.", code="password_used")

    def password_changed(self, password: str, user: Any = None) -> None:
        if isinstance(user, User) and user.has_usable_password():
            UsedPassword.objects.create(user=user, hash=user.password)
            UsedPassword.objects.filter(user=user).exclude(pk__in=_latest(user)).delete()

    def get_help_text(self) -> str:
        return f"It cannot be one of your last {REMEMBERED}."


def _hashes(user: User) -> list[str]:
    return list(UsedPassword.objects.filter(user=user).values_list("hash", flat=True))


def _latest(user: User) -> list[Any]:
    rows = UsedPassword.objects.filter(user=user).order_by("-at")
    return list(rows.values_list("pk", flat=True)[:REMEMBERED])
