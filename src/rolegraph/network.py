"""Who is tied to what, and to whom: networks of actors, elements and bodies, and their measures."""

import io
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pyoxigraph import NamedNode

from rolegraph import iris
from rolegraph.errors import UnknownName, needs
from rolegraph.findings import Language, Text
from rolegraph.queries import labels
from rolegraph.store import NO_TERMS, Queryable
from rolegraph.tables import Row, Table

ELEMENTS = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
SELECT DISTINCT ?edition ?actor ?other ?kind ?fact
WHERE {
  ?fact a rg:Role ;
    rg:inEdition ?edition ;
    rg:actor ?actor ;
    rg:roleKind ?kind ;
    rg:inContext ?other .
  FILTER(?other != ?edition)
}
ORDER BY ?edition ?actor ?other ?kind ?fact"""

ACTORS = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
SELECT DISTINCT ?edition ?actor ?other ?kind ?fact
WHERE {
  VALUES ?kind { rg:doneWith rg:doneFor rg:reportsTo rg:represents }
  ?fact a rg:Duty ;
    rg:inEdition ?edition ;
    rg:bearer ?actor ;
    ?kind ?other .
}
ORDER BY ?edition ?actor ?other ?kind ?fact"""

CLASSES = """PREFIX rg: <https://w3id.org/rolegraph/ns#>
SELECT DISTINCT ?node ?class
WHERE {
  VALUES ?node { %s }
  ?node a ?class .
  FILTER(?class IN (rg:ActorGroup, rg:PromotionBody, rg:Facility, rg:LeadingProject, rg:Policy,
    rg:Measure, rg:Initiative, rg:PriorityProject, rg:SupportStance, rg:StrategicGoal,
    rg:Organization, rg:Municipality))
}
ORDER BY ?node ?class"""

ACTOR_CLASSES = ("actor-group", "organization", "municipality", "promotion-body")
KINDS = {"actors": ACTORS, "elements": ELEMENTS}
MEASURES = ("degree", "betweenness", "bridging", "community")


class Tie(NamedTuple):
    """One tie between two nodes, with how it ties and the facts that state it."""

    edition: str
    start: str
    end: str
    kinds: tuple[str, ...]
    facts: tuple[str, ...]


class Node(NamedTuple):
    """One node: an actor, a body or an element, with its label and what it is."""

    iri: str
    label: str
    group: str

    @property
    def is_actor(self) -> bool:
        """Whether it is somebody rather than something."""
        return self.group in ACTOR_CLASSES


class Network(NamedTuple):
    """Nodes by IRI and the ties between them; `language` is that of the labels."""

    kind: str
    nodes: Mapping[str, Node]
    ties: tuple[Tie, ...]
    labels: Mapping[str, str]
    language: Language

    def to_networkx(self) -> Any:
        """Return the network as a directed networkx graph with labels and facts as attributes."""
        with needs("network", "reports"):
            import networkx
        graph = networkx.DiGraph(name=self.kind)
        for iri, node in self.nodes.items():
            graph.add_node(iri, label=node.label, group=node.group, slug=iris.slug(iri))
        for tie in self.ties:
            graph.add_edge(
                tie.start,
                tie.end,
                kinds="; ".join(iris.slug(kind) for kind in tie.kinds),
                facts="; ".join(tie.facts),
                edition=iris.slug(tie.edition),
                weight=len(tie.facts),
            )
        return graph


def network(
    graph: Queryable, kind: str = "actors", language: Language = "ja", edition: str = ""
) -> Network:
    """Return the network of actors by duties and counterparts, or of actors and elements by roles.

    Raises UnknownName for a kind or an edition that is not there.
    """
    if kind not in KINDS:
        raise UnknownName("network", kind, KINDS)
    terms = {"edition": NamedNode(iris.entity("edition", edition))} if edition else NO_TERMS
    rows = [tuple(str(cell) for cell in row) for row in graph.select(KINDS[kind], terms).rows]
    if edition and not rows:
        editions = {iris.slug(str(row[0])) for row in graph.select(KINDS[kind]).rows}
        raise UnknownName("edition with ties", edition, editions)
    groups: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for whole, actor, other, how, fact in rows:
        if actor != other:
            entry = groups.setdefault((whole, actor, other), {"kinds": [], "facts": []})
            entry["kinds"].append(how)
            entry["facts"].append(fact)
    ties = tuple(
        Tie(*ends, tuple(dict.fromkeys(e["kinds"])), tuple(dict.fromkeys(e["facts"])))
        for ends, e in sorted(groups.items())
    )
    return Network(
        kind, _nodes(graph, ties, language), ties, _kinds(graph, ties, language), language
    )


def _nodes(graph: Queryable, ties: tuple[Tie, ...], language: Language) -> dict[str, Node]:
    found = sorted({iri for tie in ties for iri in (tie.start, tie.end)})
    known: dict[str, str] = {}
    for start in range(0, len(found), 500):
        values = " ".join(f"<{iri}>" for iri in found[start : start + 500])
        for node, group in graph.select(CLASSES % values).rows:
            known[str(node)] = iris.slug(str(group))
    names = labels(graph, found, language)
    return {
        iri: Node(iri, names.get(iri, iris.slug(iri)), known.get(iri, "other")) for iri in found
    }


def _kinds(graph: Queryable, ties: tuple[Tie, ...], language: Language) -> dict[str, str]:
    used = {kind for tie in ties for kind in tie.kinds} | {tie.edition for tie in ties}
    return labels(graph, used, language)


def measures(found: Network) -> Table:
    """Return each actor of each edition with its place in the network.

    degree: how many it is tied to; betweenness: share of shortest ways that pass it; bridging:
    whether the network falls apart without it; community: number of its group (greedy
    modularity, largest first).
    """
    rows: list[Row] = []
    for edition in sorted({tie.edition for tie in found.ties}):
        ties = tuple(tie for tie in found.ties if tie.edition == edition)
        graph = found._replace(ties=ties, nodes=_used(found, ties)).to_networkx().to_undirected()
        between, bridges, groups = _computed(graph)
        name = found.labels.get(edition, iris.slug(edition))
        ordered = sorted(graph, key=lambda i: (-graph.degree(i), -between[i], i))
        rows += [
            (
                *(iris.slug(edition), name, iris.slug(iri)),
                *(found.nodes[iri].label, found.nodes[iri].group),
                *(graph.degree(iri), round(between[iri], 3), iri in bridges, groups[iri]),
            )
            for iri in ordered
        ]
    columns = ("edition", "edition_label", "node", "node_label", "group", *MEASURES)
    return Table(columns, tuple(rows))


def headings(language: Language) -> list[str]:
    """Return the headings of the measures, for people."""
    ja = "計画(版) ID,計画(版),主体・要素 ID,主体・要素,種別,次数,媒介中心性,橋渡し,まとまり"
    en = "edition ID,edition,node ID,node,class,degree,betweenness,bridging,community"
    return Text(ja, en).in_language(language).split(",")


def _used(found: Network, ties: tuple[Tie, ...]) -> dict[str, Node]:
    ends = {iri for tie in ties for iri in (tie.start, tie.end)}
    return {iri: node for iri, node in found.nodes.items() if iri in ends}


def _computed(graph: Any) -> tuple[Mapping[str, float], set[str], dict[str, int]]:
    import networkx

    between = networkx.betweenness_centrality(graph)
    bridges = set(networkx.articulation_points(graph))
    parts = networkx.community.greedy_modularity_communities(graph)
    ordered = sorted(parts, key=lambda part: (-len(part), min(part)))
    groups = {iri: number for number, part in enumerate(ordered, 1) for iri in part}
    return between, bridges, groups


def to_graphml(found: Network) -> bytes:
    """Return the network as GraphML."""
    import networkx

    out = io.BytesIO()
    networkx.write_graphml(found.to_networkx(), out, named_key_ids=True)
    return out.getvalue()


def to_gexf(found: Network) -> bytes:
    """Return the network as GEXF, without the day it was written."""
    import networkx

    text = "\n".join(networkx.generate_gexf(found.to_networkx()))
    return re.sub(r' lastmodifieddate="[^"]*"', "", text).encode() + b"\n"


def to_node_link(found: Network) -> bytes:
    """Return the network as node-link JSON."""
    import networkx

    data = networkx.node_link_data(found.to_networkx(), edges="links")
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def to_dot(found: Network) -> bytes:
    """Return the network as DOT for Graphviz."""

    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    lines = [f"digraph {quoted(found.kind)} {{"]
    for iri, node in found.nodes.items():
        shape = "ellipse" if node.is_actor else "box"
        lines.append(f"  {quoted(iri)} [label={quoted(node.label)}, shape={shape}];")
    for tie in found.ties:
        words = ", ".join(found.labels.get(kind, iris.slug(kind)) for kind in tie.kinds)
        lines.append(f"  {quoted(tie.start)} -> {quoted(tie.end)} [label={quoted(words)}];")
    return ("\n".join([*lines, "}"]) + "\n").encode()


FORMATS: dict[str, tuple[str, Callable[[Network], bytes]]] = {
    "graphml": (".graphml", to_graphml),
    "gexf": (".gexf", to_gexf),
    "json": (".json", to_node_link),
    "dot": (".dot", to_dot),
}
