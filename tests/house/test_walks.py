"""Long walks together make every move, or the run fails and says which nobody made."""

from tests.walks import ALL, ENOUGH, MADE, Union, tell


def union(walks: int, **made: list[str]) -> Union:
    found = Union()
    for number in range(walks):
        found.add("walk", ["accept", "return"], made.get(f"walk_{number}", ["accept"]))
    return found


def test_a_move_that_no_walk_made_is_named() -> None:
    assert union(ENOUGH).unmade() == {"walk": ["return"]}


def test_one_walk_of_many_is_enough_whichever_process_made_it() -> None:
    assert union(ENOUGH, walk_7=["return"]).unmade() == {}


def test_the_everyday_walk_alone_is_not_asked() -> None:
    assert union(1).unmade() == {}


def test_a_walk_tells_what_it_made() -> None:
    told: dict[str, list[str]] = {}
    tell(told.__setitem__, {"return", "accept"}, {"return"})
    assert told == {ALL: ["accept", "return"], MADE: ["return"]}
