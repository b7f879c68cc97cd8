"""The page of the rules that the data keep: each with its severity and its message."""

from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from rolegraph import iris
from rolegraph.pages.blocks import Cell, Grid, Leaf, Ref, Section
from rolegraph.pages.guides import home_trail
from rolegraph.pages.sheet import Sheet
from rolegraph.pages.things import twin_links

SH = "http://www.w3.org/ns/shacl#"


def settled(triples: Iterable[Triple]) -> list[Triple]:
    """Return statements with nameless nodes numbered as they come, the same every time."""
    numbers: dict[str, BlankNode] = {}

    def named(node: object) -> object:
        if not isinstance(node, BlankNode):
            return node
        return numbers.setdefault(node.value, BlankNode(f"b{len(numbers) + 1}"))

    return [Triple(named(t.subject), t.predicate, named(t.object)) for t in triples]  # type: ignore[arg-type]


def rules_leaf(sheet: Sheet) -> Leaf:
    """Return all rules by name."""
    messages: dict[str, list[Ref]] = {}
    grades: dict[str, str] = {}
    for triple in sheet.atlas.rules:
        subject, node = triple.subject, triple.object
        if not isinstance(subject, NamedNode) or not subject.value.startswith(iris.SHAPES):
            continue
        name = subject.value.removeprefix(iris.SHAPES)
        own = messages.setdefault(name, [])
        if triple.predicate.value == f"{SH}message" and isinstance(node, Literal):
            if node.language == sheet.language:
                own.append(Ref(node.value))
        elif triple.predicate.value == f"{SH}severity" and isinstance(node, NamedNode):
            grades[name] = node.value.removeprefix(SH).lower()
    names = sorted(messages)
    rows = [
        [
            Cell((Ref(name),)),
            Cell((Ref(sheet.said("severity", grades.get(name, "violation"))),)),
            Cell(tuple(messages[name])),
        ]
        for name in names
    ]
    heads = [sheet.word(key) for key in ("rule", "severity", "message")]
    grid = Grid(sheet.word("shapes"), heads, rows, ids=names, note=str(len(names)))
    return Leaf(
        sheet.word("shapes"),
        [Section("rules", "", [grid])],
        lead=[Ref(sheet.word("rules_note"))],
        trail=home_trail(sheet),
        iri=iris.SHAPES.rstrip("#"),
        twins=twin_links(sheet, "shapes") if sheet.atlas.rules else (),
        wide=True,
    )
