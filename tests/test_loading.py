"""Filling another server: graph by graph, repeatable, verified."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Triple

from rolegraph.errors import CannotWrite
from rolegraph.loading import load

P = NamedNode("urn:p")


class Elsewhere:
    """A server that keeps graphs; `loses` is how many triples of each it drops."""

    def __init__(self, loses: int = 0) -> None:
        self.kept: dict[str, list[Triple]] = {}
        self.written: list[str] = []
        self.loses = loses

    def graphs(self) -> dict[str, int]:
        return {name: len(triples) for name, triples in self.kept.items()}

    def drop(self, graph: str) -> None:
        del self.kept[graph]

    def triples(self, graph: str) -> list[Triple]:
        return self.kept.get(graph, [])

    def put(self, graph: str, triples: list[Triple]) -> None:
        self.written.append(graph)
        self.kept[graph] = triples[self.loses :]


def quads(**graphs: list[str]) -> list[Quad]:
    return [
        Quad(NamedNode("urn:s"), P, Literal(text), NamedNode(f"urn:{name}"))
        for name, texts in graphs.items()
        for text in texts
    ]


def test_every_graph_is_written_once_and_left_alone_afterwards() -> None:
    server = Elsewhere()
    first = [
        (each.graph, each.triples, each.state)
        for each in load(quads(a=["1", "2"], b=["3"]), server)
    ]
    assert first == [("urn:a", 2, "loaded"), ("urn:b", 1, "loaded")]
    again = [each.state for each in load(quads(a=["2", "1"], b=["3"]), server)]
    assert again == ["there", "there"]
    assert server.written == ["urn:a", "urn:b"]


def test_a_graph_of_the_same_size_with_other_triples_is_written_again() -> None:
    server = Elsewhere()
    list(load(quads(a=["1"], b=["3"]), server))
    assert [each.state for each in load(quads(a=["2"], b=["3"]), server)] == ["loaded", "there"]


def test_a_graph_that_is_in_the_build_no_more_is_removed() -> None:
    server = Elsewhere()
    list(load(quads(a=["1"], b=["3"]), server))
    assert [each.state for each in load(quads(b=["3"]), server)] == ["removed", "there"]
    assert list(server.graphs()) == ["urn:b"]


def test_a_server_that_loses_triples_is_found_out() -> None:
    with pytest.raises(CannotWrite, match=r"urn:a> differs .* \(1 of 2 triples\)"):
        list(load(quads(a=["1", "2"]), Elsewhere(loses=1)))
