from governance.models.notice import NoticeVersion

__all__ = ["NoticeVersion"]
