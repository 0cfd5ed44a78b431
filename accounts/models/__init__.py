from accounts.models.invitation import Invitation
from accounts.models.membership import Membership
from accounts.models.notice import Notice
from accounts.models.organisation import Organisation
from accounts.models.recovery import Recovery
from accounts.models.token import Token
from accounts.models.trace import KnownDevice, UsedPassword
from accounts.models.user import User
from accounts.models.wish import Digest, Wish

__all__ = [
    "Digest",
    "Invitation",
    "KnownDevice",
    "Membership",
    "Notice",
    "Organisation",
    "Recovery",
    "Token",
    "UsedPassword",
    "User",
    "Wish",
]
