"""References that people can read out over the phone: no vowels, no letters or digits that sound or look alike."""

import secrets

ALPHABET = "23456789BCDFGHJKMNPQRTVWXZ"  # 26 signs: 8 of them give 2 × 10¹¹ references that nobody can guess


def new_reference() -> str:
    """Like 'SR-7K3M-9QX2'. Unique with near certainty; the database's constraint makes sure."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"SR-{letters[:4]}-{letters[4:]}"
