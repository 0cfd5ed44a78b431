from accounts.models.invitation import Invitation
from accounts.models.membership import Membership
from accounts.models.notice import Notice
from accounts.models.organisation import Organisation
from accounts.models.recovery import Recovery
from accounts.models.user import User
from accounts.models.wish import Digest, Wish

__all__ = ["Digest", "Invitation", "Membership", "Notice", "Organisation", "Recovery", "User", "Wish"]
