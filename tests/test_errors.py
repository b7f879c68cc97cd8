"""A wrong use is told with the value and the remedy."""

import pytest

from rolegraph import errors
from rolegraph.errors import RolegraphError, UnknownName, closest, did_you_mean


def test_an_error_says_what_is_wrong_and_what_to_do() -> None:
    error = RolegraphError("'x' is no mark", "write SECTION=POSITION")
    assert str(error) == "'x' is no mark - write SECTION=POSITION"
    assert str(RolegraphError("alone")) == "alone"


def test_an_unknown_name_says_which_one_may_have_been_meant() -> None:
    error = UnknownName("question", "dutys-by-actor", ["duties-by-actor", "bodies"])
    assert str(error) == "no question named 'dutys-by-actor' - did you mean 'duties-by-actor'?"
    assert error.name == "dutys-by-actor"


def test_names_are_listed_in_order_when_none_is_near() -> None:
    assert did_you_mean("zzz", ["b", "a", "a"]) == "known: a, b"
    assert did_you_mean("zzz", []) == "none is known"
    assert closest("zzz", ["a"]) == ""


@pytest.mark.parametrize(
    "kind",
    [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, Exception)],
)
def test_every_error_has_the_common_base(kind: type[Exception]) -> None:
    assert issubclass(kind, RolegraphError), f"derive {kind.__name__} from RolegraphError"
