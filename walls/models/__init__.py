from walls.models.case_key import CaseKey

__all__ = ["CaseKey"]
