"""What a placement keeps between two answers: as much as there is room for, and the last one always."""

from learnapp.services.placements import Kept


def test_the_oldest_goes_when_there_is_no_room_and_the_last_one_stays() -> None:
    kept = Kept[str, int](100)
    kept.put("a", 1, 40)
    kept.put("b", 2, 40)
    assert kept.get("a") == 1, "looked at, so it is the younger one now"
    kept.put("c", 3, 40)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (1, None, 3)
    kept.put("a", 4, 90)
    assert (kept.get("a"), kept.get("c")) == (4, None), "put in anew it counts once, with its new size"
    kept.put("large", 5, 1000)
    assert (kept.get("large"), kept.get("a")) == (5, None)
