import pytest

from learnapp.engine.gaps import diagnose, likelihoods, weigh
from learnapp.engine.graph import graph_of
from learnapp.engine.kc import BktParameters

GRAPH = graph_of(
    {"divide": ("times",), "times": ("add",), "add": (), "equations": ("divide", "letters"), "letters": ()}
)
PARAMS = BktParameters(0.2, 0.25, 0.1, 0.2)


def test_errors_on_shaky_ground_point_to_the_ground() -> None:
    found = diagnose(
        GRAPH, "equations", [False] * 5, {"divide": 0.95, "letters": 0.5, "times": 0.95, "add": 0.97}, PARAMS
    )
    assert found.explains is not None
    assert GRAPH.nodes[found.explains.place] == "letters"
    assert found.nothing_missing + sum(gap.probability for gap in found.gaps) == pytest.approx(1.0)


def test_the_same_errors_on_firm_ground_mean_that_it_is_not_learnt_yet() -> None:
    firm = dict.fromkeys(GRAPH.nodes, 0.99)
    assert diagnose(GRAPH, "equations", [False] * 4, firm, PARAMS).explains is None


def test_more_errors_make_a_gap_likelier_and_right_answers_less() -> None:
    shares = [weigh([0.2], [False] * n, PARAMS)[0][0] for n in (1, 3, 6)]
    assert shares == sorted(shares)
    assert weigh([0.2], [False, False, True, True, True], PARAMS)[0][0] < shares[0]


def test_one_error_says_nothing_nor_does_a_topic_that_needs_nothing() -> None:
    assert diagnose(GRAPH, "equations", [False], {}, PARAMS).explains is None
    assert diagnose(GRAPH, "add", [False] * 9, {}, PARAMS).gaps == ()
    assert diagnose(GRAPH, "poetry", [False] * 9, {}, PARAMS).explains is None


def test_of_two_equally_shaky_topics_the_nearer_one_is_suspected() -> None:
    found = diagnose(GRAPH, "divide", [False] * 5, {"times": 0.4, "add": 0.4}, PARAMS)
    assert [GRAPH.nodes[gap.place] for gap in found.gaps] == ["times", "add"]


def test_guessing_explains_a_wrong_answer_as_often_as_guesses_fail() -> None:
    whole, lacking = likelihoods([False], PARAMS)
    assert lacking == pytest.approx(0.8)
    assert whole == pytest.approx(0.2 * 0.1 + 0.8 * 0.8)
