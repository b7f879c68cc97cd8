"""The page of anything that has an IRI: what is recorded of it, and what leads to it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from rolegraph import iris
from rolegraph.pages.addresses import TWINS, iri_of, name_of, twin_path
from rolegraph.pages.blocks import Cell, Facts, Grid, Leaf, Links, Notice, Ref, Section
from rolegraph.pages.sheet import Sheet
from rolegraph.pages.structured import described
from rolegraph.queries import Query

HIDDEN = {
    iris.RDF_TYPE,
    f"{iris.RDFS}isDefinedBy",
    iris.term("statedIn"),
    iris.term("anchor"),
    iris.term("anchorMark"),
    iris.term("ancestor"),
    iris.term("note"),
}
FIRST = [
    *(f"{iris.RDFS}label", f"{iris.SKOS}prefLabel", f"{iris.SKOS}altLabel"),
    *(iris.term(name) for name in ("gloss", "number", "modality", "wording", "bearer")),
    *(f"{iris.SKOS}definition", f"{iris.SKOS}scopeNote"),
]
WHOLE = (iris.term("ofSource"), iris.term("inEdition"), iris.term("inMemo"), f"{iris.SKOS}inScheme")


class Thing(NamedTuple):
    """A thing as its page needs it."""

    iri: str
    name: str
    triples: list[Triple]
    kinds: tuple[str, ...]

    def values(self, property_: str) -> list[str]:
        """Return the IRIs or texts of one property."""
        return [_value(t) for t in self.triples if t.predicate.value == property_]

    def is_a(self, name: str) -> bool:
        """Return whether the thing is of a class of ours."""
        return iris.term(name) in self.kinds


Sections = Callable[[Sheet, Thing, Mapping[str, Query]], Iterable[Section]]


def read_thing(sheet: Sheet, name: str) -> Thing:
    """Return a thing by the name of its page."""
    iri = iri_of(name)
    return Thing(iri, name, sheet.atlas.about(iri), sheet.atlas.types(iri))


def thing_leaf(
    sheet: Sheet, thing: Thing, special: Iterable[Section], *, plain_uses: bool = True
) -> Leaf:
    """Return the page of a thing: what is special to its kind, then facts, evidence and uses."""
    label = sheet.atlas.label(thing.iri, sheet.language)
    if thing.is_a("Passage"):
        label = label._replace(text=sheet.passage(thing.iri).text, language=sheet.language)
    facts = facts_section(sheet, thing)
    own = [facts, *special] if thing.is_a("PlanEdition") else [*special, facts]
    sections = [*doubt_notices(sheet, thing), *own]
    stated = thing.values(iris.term("statedIn"))
    if stated:
        sections.append(_stated_section(sheet, stated))
    sections += derived_sections(sheet, thing)
    if plain_uses:
        sections += uses_sections(sheet, thing)
    return Leaf(
        label.text,
        sections,
        trail=trail_of(sheet, thing),
        title_language=label.language if label.language not in ("", sheet.language) else "",
        above=kind_word(sheet, thing),
        iri=thing.iri,
        twins=twin_links(sheet, thing.name),
        structured=described(sheet, thing.iri, label.text, thing.kinds),
    )


def kind_word(sheet: Sheet, thing: Thing) -> str:
    """Return what kind of thing it is, in words."""
    own = [kind for kind in thing.kinds if kind.startswith(iris.RG)]
    chosen = (own or list(thing.kinds) or [""])[0]
    return sheet.atlas.label(chosen, sheet.language).text if chosen else sheet.word("graph")


def trail_of(sheet: Sheet, thing: Thing) -> list[Ref]:
    """Return the way from the home page to a thing through what it is part of."""
    trail = [sheet.link("index", sheet.word("menu_index"))]
    whole = next((v for p in WHOLE for v in thing.values(p)), "")
    if whole:
        trail.append(sheet.ref(whole))
    ours = [kind for kind in thing.kinds if kind.startswith(iris.RG)]
    if ours and not whole:
        slug = iris.slug(ours[0])
        trail.append(sheet.link(f"list/{slug}", sheet.atlas.label(ours[0], sheet.language).text))
    parents = [v for v in thing.values(iris.term("parent")) if v != whole]
    broader = thing.values(f"{iris.SKOS}broader")
    return trail + [sheet.ref(above) for above in (*parents, *broader)[:1]]


def twin_links(sheet: Sheet, name: str) -> list[Ref]:
    """Return links to the machine twins; the note is the media type."""
    return [
        Ref(suffix, sheet.to(twin_path(name, suffix)), note=media.partition(";")[0])
        for suffix, media in TWINS.items()
    ]


def doubt_notices(sheet: Sheet, thing: Thing) -> list[Section]:
    """Return what could not be read for sure about a thing, said before all else."""
    blocks = []
    for doubt in sheet.atlas.users(thing.iri, iris.term("about")):
        triples = sheet.atlas.about(doubt)
        found = {t.predicate.value: _value(t) for t in triples}
        notes = [t.object for t in triples if t.predicate.value == iris.term("note")]
        note = next(
            (n.value for n in notes if isinstance(n, Literal) and n.language == sheet.language), ""
        )
        about = found.get(iris.term("doubtfulProperty"))
        reading = sheet.ref(found[iris.term("reading")])
        refs = (
            [reading._replace(text=f"{sheet.ref(about).text}: {reading.text}")]
            if about
            else [reading]
        )
        blocks.append(Notice(sheet.word("doubt"), [*refs, Ref(f" {note}")]))
    return [Section("doubt", "", blocks)] if blocks else []


def facts_section(sheet: Sheet, thing: Thing) -> Section:
    """Return everything that is recorded of a thing, property by property."""
    rows = _fact_rows(sheet, thing, derived=False)
    notes = [_shown(sheet, t) for t in thing.triples if t.predicate.value == iris.term("note")]
    if notes:
        rows.append((property_ref(sheet, iris.term("note")), _in_order(notes)))
    return Section("facts", sheet.word("facts"), [Facts(rows)] if rows else [])


def derived_sections(sheet: Sheet, thing: Thing) -> list[Section]:
    """Return what rules conclude of a thing, apart from what was recorded."""
    rows = _fact_rows(sheet, thing, derived=True)
    return [Section("derived", sheet.word("derived"), [Facts(rows)])] if rows else []


def _fact_rows(sheet: Sheet, thing: Thing, *, derived: bool) -> list[tuple[Ref, Sequence[Ref]]]:
    groups: dict[str, list[Triple]] = {}
    for triple in thing.triples:
        name = triple.predicate.value
        if name not in HIDDEN and (name in sheet.atlas.derived) is derived:
            groups.setdefault(name, []).append(triple)
    sheet.atlas.learn([*groups, *(_value(t) for t in thing.triples if _is_iri(t))])
    ordered = sorted(groups, key=lambda p: (FIRST.index(p) if p in FIRST else 99, p))
    return [
        (
            property_ref(sheet, property_),
            _in_order(_shown(sheet, t) for t in groups[property_]),
        )
        for property_ in ordered
    ]


def _in_order(values: Iterable[Ref]) -> list[Ref]:
    """Return values in order, those in the language of the page first."""
    return sorted(values, key=lambda ref: (ref.language != "", ref.text))


def property_ref(sheet: Sheet, iri: str) -> Ref:
    """Return a property in words, leading to its definition."""
    found = sheet.ref(iri)
    if found.outside:
        return found._replace(text=found.text if found.text != iri else _short(iri))
    return found


def uses_sections(sheet: Sheet, thing: Thing) -> list[Section]:
    """Return what leads to a thing, grouped by property and class."""
    uses = [use for use in sheet.atlas.uses(thing.iri) if use[0] not in HIDDEN]
    sheet.atlas.learn({iri for property_, _, own in uses for iri in (property_, *own)})
    rows = []
    for property_, count, subjects in uses:
        if property_ == iris.term("about"):
            continue
        groups: dict[str, list[Ref]] = {}
        for iri in subjects:
            groups.setdefault(_kind_of(sheet, iri), []).append(sheet.ref(iri))
        for class_, refs in groups.items():
            said = str(len(refs) if count == len(subjects) else "")
            kind = property_ref(sheet, property_)._replace(note=class_)
            rows.append((Cell((kind,)), Cell(tuple(refs)), Cell((Ref(said),), number=True)))
        if count > len(subjects):
            more = Ref(sheet.word("uses_more", n=count - len(subjects)))
            total = Cell((Ref(str(count)),), number=True)
            rows.append((Cell((property_ref(sheet, property_),)), Cell((more,)), total))
    if not rows:
        return []
    headings = [sheet.word(key) for key in ("relation", "things", "number")]
    return [Section("uses", sheet.word("uses"), [Grid(sheet.word("uses"), headings, rows)])]


def _kind_of(sheet: Sheet, iri: str) -> str:
    """Return in words the class of ours that a thing has; of a judgement also whose it is."""
    coding = re.match(r"id/coding/[^/]+/([^/]+)/", iri.removeprefix(iris.BASE))
    if coding:
        return coder_word(sheet, coding[1])
    own = next((kind for kind in sheet.atlas.types(iri) if kind.startswith(iris.RG)), "")
    return sheet.ref(own).text if own else ""


def _stated_section(sheet: Sheet, stated: list[str]) -> Section:
    sheet.atlas.learn({iris.entity("source", iris.slug(p).partition("/")[0]) for p in stated})
    return Section("stated-in", sheet.word("stated_in"), [Links(tuple(map(sheet.passage, stated)))])


def _shown(sheet: Sheet, triple: Triple) -> Ref:
    node = triple.object
    if isinstance(node, NamedNode):
        found = sheet.ref(node.value)
        return found._replace(text=_short(node.value)) if found.text == node.value else found
    if isinstance(node, Literal):
        other = node.language if node.language != sheet.language else ""
        return Ref(node.value, language=other or sheet.tongue(node.value))
    return Ref(str(node))


def _value(triple: Triple) -> str:
    node = triple.object
    return node.value if isinstance(node, (NamedNode, Literal)) else str(node)


def _is_iri(triple: Triple) -> bool:
    return isinstance(triple.object, NamedNode) and bool(name_of(triple.object.value))


PREFIXES = {
    **iris.PREFIXES,
    "owl": "http://www.w3.org/2002/07/owl#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "schema": "https://schema.org/",
    "m8g": "http://data.europa.eu/m8g/",
    "oa": "http://www.w3.org/ns/oa#",
    "dqv": "http://www.w3.org/ns/dqv#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "p-plan": "http://purl.org/net/p-plan#",
    "vann": "http://purl.org/vocab/vann/",
    "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
}


def _short(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def graph_leaf(sheet: Sheet, thing: Thing) -> Leaf:
    """Return the page of a named graph: how much it holds, and its twins."""
    leaf = thing_leaf(sheet, thing, (), plain_uses=False)
    number = sheet.atlas.graphs[thing.iri]
    said = f"{sheet.word('statements')}: {number}. {sheet.word('graph_note')}"
    return leaf._replace(
        title=graph_title(sheet, thing.iri), lead=[Ref(said)], above=sheet.word("graph")
    )


def graph_title(sheet: Sheet, iri: str) -> str:
    """Return what a named graph holds, in words: whose facts, or whose judgements of what."""
    top, _, rest = iri.removeprefix(iris.graph("")).partition("/")
    if top == "coding":
        scheme, _, coder = rest.partition("/")
        label = sheet.ref(iris.scheme_iri(scheme)).text
        return f"{label} – {coder_word(sheet, coder)}"
    return sheet.ref(iris.entity(top, rest)).text if rest else sheet.said("graph", top)


def coder_word(sheet: Sheet, coder: str) -> str:
    """Return whose judgement it is."""
    if coder == "adjudicated":
        return sheet.ref(iris.term("Adjudication")).text
    return sheet.word("coder", name=coder)
