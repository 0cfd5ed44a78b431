"""How far the random walks go: test_model.py of referrals and of providers."""

STEPS = 1_000
WALKS = 100  # with --long
