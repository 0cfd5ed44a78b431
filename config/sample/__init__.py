"""Synthetic referrals for demonstrations, tests of speed and training. Nobody in here exists."""
