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
    """Return statements with nameless nodes named after the rule that they belong to.

    So a rule that is added or changed leaves the twins of all others as they were.
    """
    stated = list(triples)
    above = {t.object: t.subject for t in stated if isinstance(t.object, BlankNode)}
    numbers: dict[str, int] = {}
    names: dict[object, BlankNode] = {}
    for node in dict.fromkeys(t.subject for t in stated if isinstance(t.subject, BlankNode)):
        owner: object = node
        while isinstance(owner, BlankNode) and owner in above:
            owner = above[owner]
        name = iris.slug(owner.value) if isinstance(owner, NamedNode) else "nameless"
        numbers[name] = numbers.get(name, 0) + 1
        names[node] = BlankNode(f"{name}-{numbers[name]:03}")  # sorted as counted
    return sorted(
        (
            Triple(names.get(t.subject, t.subject), t.predicate, names.get(t.object, t.object))
            for t in stated
        ),
        key=lambda t: (str(t.subject).removeprefix("_:"), str(t)),
    )


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
