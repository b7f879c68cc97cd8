"""The parts of the server that need no server; tests/web/ runs a real one."""

import pytest

from rolegraph.errors import BadParameter
from rolegraph.web.fairness import FairQueue
from rolegraph.web.negotiation import choose, encoding
from rolegraph.web.requests import Refused, read_request
from rolegraph.web.service import BESIDES, Cache, Kept, matches
from rolegraph.web.settings import SETTINGS, Settings, checked


def test_clients_take_turns():
    queue: FairQueue[str] = FairQueue(10)
    for request in ("a1", "a2", "a3", "b1", "c1", "b2"):
        queue.push(request[0], request)
    assert [queue.pop() for _ in range(7)] == ["a1", "b1", "c1", "a2", "b2", "a3", None]


def test_a_full_queue_has_room_for_who_is_not_in_it_yet():
    queue: FairQueue[int] = FairQueue(2)
    assert [queue.push("greedy", number) for number in range(3)] == [True, True, False]
    assert queue.push("patient", 1)
    queue.remove("greedy", 0)
    assert [queue.pop(), queue.pop(), len(queue)] == [1, 1, 0]


def test_a_wildcard_means_the_proper_name_and_another_name_only_itself() -> None:
    offers = [("application/sparql-results+json", "application/json", "text/json"), ("text/csv",)]
    assert choose("text/*", offers) == 1
    assert choose("text/json", offers) == 0
    assert choose("*/*;q=0.1, application/sparql-results+json;q=0", offers) == 1
    assert choose("image/png", offers) is None
    assert choose(None, offers) == 0


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", 0),  # Java's own default
        ("text/csv;q=1.5", 1),
        ("text/csv;q=much, application/json;q=0.4", 1),
        ("text/csv;q=1., application/json;q=0.4", 1),
        ("text/csv;q=0, application/json;q=.001", 0),
        ("text/csv;q=0", None),
    ],
)
def test_weights_are_read_as_they_are_meant(header: str, expected: int | None) -> None:
    assert choose(header, [("application/json",), ("text/csv",)]) == expected


def test_the_coding_liked_best_is_used() -> None:
    assert encoding("gzip;q=1, zstd;q=0.1", ("zstd", "gzip")) == "gzip"
    assert encoding("*", ("zstd", "gzip")) == "zstd"
    assert encoding("zstd;q=0", ("zstd", "gzip")) == ""


def test_no_query_at_all_asks_for_the_description() -> None:
    assert read_request("GET", "") is None
    with pytest.raises(Refused, match="exactly one 'query'"):
        read_request("GET", "x=y")


def test_the_answers_used_least_recently_leave_the_cache() -> None:
    cache = Cache(1)
    quarter = Kept({}, b"x" * ((1 << 18) - BESIDES))
    for name in "abcd":
        cache.put(name, quarter)
    cache.get("a")
    cache.put("e", quarter)
    assert [name for name in "abcde" if cache.get(name)] == ["a", "c", "d", "e"]
    cache.put("large", Kept({}, b"x" * ((1 << 19) + 1)))
    assert cache.get("large") is None


def test_a_tag_is_matched_weakly_and_in_lists() -> None:
    assert matches('W/"a", "b"', '"a"')
    assert not matches('"b"', '"a"')
    assert not matches(None, '"a"')


def test_every_setting_is_in_the_list_once() -> None:
    assert [each.name for each in SETTINGS] == list(Settings._fields)


@pytest.mark.parametrize(
    ("name", "value"),
    [("port", 99_999), ("port", -1), ("workers", 0), ("workers", -1), ("timeout", float("inf")),
     ("timeout", float("nan")), ("timeout", 0.0), ("timeout", 1e12), ("wait", -1.0), ("memory", -1),
     ("rows", -5), ("query_size", 0), ("connections", 0), ("base_url", "foo"),
     ("base_url", 'https://a"b/'), ("base_url", "ftp://a"), ("base_url", "https://a/?x=y")],
)  # fmt: skip
def test_a_setting_that_no_server_can_run_with_is_told(name: str, value: object) -> None:
    option = "--" + name.replace("_", "-")
    with pytest.raises(BadParameter, match=f"{option} cannot be .+ - give"):
        checked(Settings()._replace(**{name: value}))


@pytest.mark.parametrize("url", ["", "http://[::1]:8000", "https://city.example.jp/plans/"])
def test_the_default_settings_with_a_public_address_are_sound(url: str) -> None:
    assert checked(Settings(base_url=url)).base_url == url
