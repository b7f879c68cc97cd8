"""Networks: who is tied to whom, measured, and read back from each file."""

import io
import json

import networkx
import pytest

from rolegraph.building import Build
from rolegraph.errors import UnknownName
from rolegraph.network import FORMATS, Network, measures, network


@pytest.fixture(scope="module")
def actors(built: Build) -> Network:
    return network(built.store, "actors", "en")


def test_a_tie_leads_from_the_bearer_of_a_duty_to_its_counterpart(actors: Network) -> None:
    ties = {(actors.nodes[t.start].label, actors.nodes[t.end].label) for t in actors.ties}
    assert ("citizens", "businesses") in ties
    assert all(tie.facts for tie in actors.ties), "each tie names the duties behind it"


def test_roles_tie_actors_to_elements_and_bodies(built: Build) -> None:
    found = network(built.store, "elements", "en", "99001-plan")
    ends = {(found.nodes[t.start].label, found.nodes[t.end].group) for t in found.ties}
    assert ends == {("the city", "promotion-body")}


def test_the_one_that_holds_others_together_is_a_bridge(actors: Network) -> None:
    rows = {
        row["node"]: row for row in measures(actors).records() if row["edition"] == "99001-plan"
    }
    assert rows["council"]["degree"] == 2
    assert rows["city"]["bridging"] is True
    assert rows["factories"]["betweenness"] == 0


def test_each_file_reads_back_with_the_same_nodes_and_ties(actors: Network) -> None:
    size = (len(actors.nodes), len({(t.start, t.end) for t in actors.ties}))
    graphml = networkx.read_graphml(io.BytesIO(FORMATS["graphml"][1](actors)))
    gexf = networkx.read_gexf(io.BytesIO(FORMATS["gexf"][1](actors)))
    link = networkx.node_link_graph(json.loads(FORMATS["json"][1](actors)), edges="links")
    for graph in (graphml, gexf, link):
        assert (graph.number_of_nodes(), graph.number_of_edges()) == size
    dot = FORMATS["dot"][1](actors).decode()
    assert dot.count(" -> ") == len(actors.ties)
    assert 'label="citizens"' in dot


def test_an_unknown_edition_or_kind_is_named(built: Build) -> None:
    with pytest.raises(UnknownName, match="did you mean '99001-plan'"):
        network(built.store, "actors", "ja", "99001-pla")
    with pytest.raises(UnknownName, match="did you mean 'actors'"):
        network(built.store, "actor")
