from governance.models.notice import NoticeVersion
from governance.models.reconciled import Reconciled

__all__ = ["NoticeVersion", "Reconciled"]
