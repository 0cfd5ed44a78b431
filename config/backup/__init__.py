"""Encrypted dumps of both databases, and the way back."""
