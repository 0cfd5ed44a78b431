from accounts.models.invitation import Invitation
from accounts.models.membership import Membership
from accounts.models.notice import Notice
from accounts.models.organisation import Organisation
from accounts.models.recovery import Recovery
from accounts.models.user import User

__all__ = ["Invitation", "Membership", "Notice", "Organisation", "Recovery", "User"]
