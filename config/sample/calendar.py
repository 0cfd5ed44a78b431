"""Walking through the past: stories wait in working days, and stop when they reach the present."""

import heapq
import itertools
import random
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

import time_machine
from django.utils import timezone

from governance.clocks import LONDON, add_working_days
from walls.refusals import Refused

Story = Generator[float, None, None]  # yields how many working days to wait


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Everything in here happens at that moment."""
    with time_machine.travel(moment, tick=True):
        yield


class Walk:
    """Lets several stories of one referral go on side by side, each in its own time, up to the present."""

    def __init__(self, dice: random.Random, start: datetime) -> None:
        self.dice, self.end = dice, timezone.now()
        self.queue: list[tuple[datetime, int, Story]] = []
        self.number = itertools.count()
        self.now = start

    def begin(self, story: Story) -> None:
        """Let a story go on from here; it may begin others."""
        heapq.heappush(self.queue, (self.now, next(self.number), story))

    def run(self) -> None:
        while self.queue:
            self.now, _, story = heapq.heappop(self.queue)
            if self.now > self.end:
                continue
            try:
                with at(self.now):
                    wait = next(story, None)
            except Refused:  # two stories crossed, and the rules let only one happen; the other ends there
                continue
            if wait is not None:
                moment = self.later(wait)
                heapq.heappush(self.queue, (moment, next(self.number), story))

    def later(self, working_days: float) -> datetime:
        """An office hour that many working days from now; less than one day is later on the same day."""
        if working_days < 1:
            return self.now + timedelta(minutes=max(3, int(working_days * 400)))
        day = add_working_days(self.now.astimezone(LONDON).date(), round(working_days))
        return office_hour(self.dice, day)


def office_hour(dice: random.Random, day: date) -> datetime:
    """A time between 8:30 and 16:30 in London."""
    minutes = dice.randint(0, 8 * 60)
    start = datetime.combine(day, time(8, 30), tzinfo=LONDON)
    return start + timedelta(minutes=minutes)
