"""The ontology is complete in both languages, closed, free of blank nodes, and consistent."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import owlready2
import owlrl
import pytest
from rdflib import RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import OWL, VANN
from rdflib.term import BNode, Node

ONTOLOGY = Path(__file__).resolve().parent.parent / "ontology"
CORE = ONTOLOGY / "rolegraph.ttl"
ALIGNMENTS = ONTOLOGY / "alignments.ttl"
SCHEMES = sorted((ONTOLOGY / "schemes").glob("*.ttl"))
FILES = [CORE, *SCHEMES, ALIGNMENTS]

RG = Namespace("https://w3id.org/rolegraph/ns#")
SCHEME = "https://w3id.org/rolegraph/scheme/"
HEADER = URIRef("https://w3id.org/rolegraph/ns")
VS = Namespace("http://www.w3.org/2003/06/sw-vocab-status/ns#")
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
MODALITY = Namespace(SCHEME + "modality/")
LANGUAGES = {"ja", "en"}
TERM_KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
PROSE = {SKOS.prefLabel, SKOS.definition, SKOS.scopeNote, SKOS.example, RDFS.label, RG.ending}


def parse(*paths: Path) -> Graph:
    """The triples of the files, together."""
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


def terms(graph: Graph) -> set[Node]:
    """The rg: terms that the graph declares."""
    return {
        term
        for kind in TERM_KINDS
        for term in graph.subjects(RDF.type, kind)
        if str(term).startswith(str(RG))
    }


def short(node: Node) -> str:
    """The node as a reader would write it."""
    return re.sub(r"^https://w3id.org/rolegraph/(ns#|scheme/)", "", str(node))


def lacking(graph: Graph, subjects: set[Node], properties: list[URIRef]) -> list[str]:
    """One line for each text that a subject lacks in a language or has twice."""
    lines = []
    for subject in subjects:
        for predicate in properties:
            found = [
                text.language
                for text in graph.objects(subject, predicate)
                if isinstance(text, Literal) and str(text).strip()
            ]
            if sorted(map(str, found)) != sorted(LANGUAGES):
                lines.append(f"{short(subject)} {graph.qname(str(predicate))}: {found}")
    return sorted(lines)


@pytest.fixture(scope="module")
def core() -> Graph:
    return parse(CORE)


@pytest.fixture(scope="module")
def schemes() -> Graph:
    return parse(*SCHEMES)


@pytest.fixture(scope="module")
def everything() -> Graph:
    return parse(*FILES)


# ---- words ---------------------------------------------------------------------------------------


def test_every_term_has_label_definition_and_example_in_both_languages(core: Graph) -> None:
    missing = lacking(core, terms(core), [RDFS.label, SKOS.definition, SKOS.example])
    assert not missing, "give each exactly one text in ja and one in en:\n" + "\n".join(missing)


def test_every_term_says_where_it_is_defined_and_its_status(core: Graph) -> None:
    wrong = sorted(
        short(term)
        for term in terms(core)
        if set(core.objects(term, RDFS.isDefinedBy)) != {HEADER}
        or set(core.objects(term, VS.term_status)) != {Literal("testing")}
    )
    assert not wrong, f"add rdfs:isDefinedBy <{HEADER}> and vs:term_status to {wrong}"


def test_no_two_terms_share_a_label(core: Graph) -> None:
    labels = [label for term in terms(core) for label in core.objects(term, RDFS.label)]
    twice = sorted({str(label) for label in labels if labels.count(label) > 1})
    same = [label for label in twice if not _class_and_property(core, label)]
    assert not same, f"reword one of the terms labelled alike: {same}"


def _class_and_property(graph: Graph, label: str) -> bool:
    """Whether the label is shared by just one class and one property, as Seat and seat may."""
    sharing = {s for s, o in graph.subject_objects(RDFS.label) if str(o) == label}
    classes = {s for s in sharing if (s, RDF.type, OWL.Class) in graph}
    return len(sharing) == 2 and len(classes) == 1


def test_every_concept_has_label_definition_and_scope_note_in_both_languages(
    schemes: Graph,
) -> None:
    concepts = set(schemes.subjects(RDF.type, SKOS.Concept))
    missing = lacking(schemes, concepts, [SKOS.prefLabel, SKOS.definition, SKOS.scopeNote])
    assert not missing, "give each exactly one text in ja and one in en:\n" + "\n".join(missing)


def test_every_scheme_and_collection_has_label_and_definition_in_both_languages(
    schemes: Graph,
) -> None:
    subjects = {
        *schemes.subjects(RDF.type, SKOS.ConceptScheme),
        *schemes.subjects(RDF.type, SKOS.Collection),
    }
    missing = lacking(schemes, subjects, [SKOS.prefLabel, SKOS.definition])
    assert not missing, "give each exactly one text in ja and one in en:\n" + "\n".join(missing)


def test_scope_notes_say_what_is_in_and_what_is_out(schemes: Graph) -> None:
    words = {"ja": ("含む:", "含まない:"), "en": ("In:", "Out:")}
    wrong = sorted(
        f"{short(concept)} @{note.language}"
        for concept in schemes.subjects(RDF.type, SKOS.Concept)
        for note in schemes.objects(concept, SKOS.scopeNote)
        if isinstance(note, Literal) and not all(word in note for word in words[str(note.language)])
    )
    assert not wrong, "write 'In: … Out: …' (ja: 含む: …含まない: …) in " + ", ".join(wrong)


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_no_two_concepts_of_a_scheme_share_a_label(path: Path) -> None:
    graph = parse(path)
    labels = [o for s, o in graph.subject_objects(SKOS.prefLabel) if "/" in short(s)]
    twice = sorted({str(label) for label in labels if labels.count(label) > 1})
    assert not twice, f"reword one of the concepts labelled alike in {path.name}: {twice}"


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_scope_notes_send_the_reader_only_to_concepts_that_exist(path: Path) -> None:
    graph = parse(path)
    slugs = {short(c).rpartition("/")[2] for c in graph.subjects(RDF.type, SKOS.Concept)}
    named = {
        word
        for note in graph.objects(None, SKOS.scopeNote)
        for group in re.findall(r"\(([a-z][a-z -]*?)(?: and others)?\)", str(note))
        for word in re.split(r" or ", group)
        if "-" in word or word in slugs
    }
    strange = sorted(named - slugs - {"not coded"})
    assert not strange, f"{path.name} has no such concepts, correct the notes: {strange}"


# ---- form ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_has_no_blank_nodes(path: Path) -> None:
    blank = [t for t in parse(path) if any(isinstance(node, BNode) for node in t)]
    assert not blank, f"name these nodes with an IRI in {path.name}: {blank}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_rg_term_in_a_file_is_declared(path: Path, core: Graph) -> None:
    used = {node for triple in parse(path) for node in triple if str(node).startswith(str(RG))}
    strange = sorted(map(short, used - terms(core) - {Literal(str(RG))}))
    assert not strange, f"declare in rolegraph.ttl, or correct in {path.name}: {strange}"


def test_foreign_terms_of_the_core_and_the_schemes_are_declared(core: Graph) -> None:
    built_in = (str(RDF), str(RDFS), str(OWL))
    used = {p for _, p, _ in parse(CORE, *SCHEMES)} | set(core.objects(None, RDFS.subClassOf))
    strange = sorted(
        str(term)
        for term in used
        if not str(term).startswith(built_in)
        and not any((term, RDF.type, kind) in core for kind in TERM_KINDS)
    )
    assert not strange, f"declare these under 'Foreign terms' in rolegraph.ttl: {strange}"


def test_the_header_names_version_licence_and_prefix(core: Graph) -> None:
    assert (HEADER, RDF.type, OWL.Ontology) in core
    assert (HEADER, OWL.versionInfo, None) in core
    assert (HEADER, VANN.preferredNamespacePrefix, Literal("rg")) in core
    assert (HEADER, VANN.preferredNamespaceUri, Literal(str(RG))) in core
    licence = core.value(HEADER, URIRef("http://purl.org/dc/terms/license"))
    assert licence == URIRef("https://creativecommons.org/licenses/by/4.0/")


def test_alignments_stay_out_of_the_core_and_the_schemes() -> None:
    links = {RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty}
    matches = {SKOS.closeMatch, SKOS.exactMatch, SKOS.broadMatch, RDFS.seeAlso, OWL.sameAs}
    allowed = (str(RG), str(SKOS))
    strange = [
        triple
        for triple in parse(CORE, *SCHEMES)
        if triple[1] in matches or (triple[1] in links and not str(triple[2]).startswith(allowed))
    ]
    assert not strange, f"move these to alignments.ttl: {strange}"


def test_alignments_speak_only_of_our_terms_and_concepts(everything: Graph) -> None:
    ours = terms(everything) | set(everything.subjects(RDF.type, SKOS.Concept))
    declared = {
        s for s, _, o in parse(ALIGNMENTS).triples((None, RDF.type, None)) if o in TERM_KINDS
    }
    strange = sorted(map(str, set(parse(ALIGNMENTS).subjects()) - ours - declared))
    assert not strange, f"alignments.ttl describes what is not ours, remove: {strange}"


# ---- schemes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_a_scheme_is_closed(path: Path) -> None:
    graph, scheme = parse(path), URIRef(SCHEME + path.stem)
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    inside = set(graph.subjects(SKOS.inScheme, scheme))
    assert set(graph.subjects(RDF.type, SKOS.ConceptScheme)) == {scheme}, "one scheme per file"
    assert set(graph.objects(None, SKOS.inScheme)) == {scheme}, f"every skos:inScheme is {scheme}"
    assert inside == concepts, f"add skos:inScheme to {concepts ^ inside}"
    foreign = {c for c in concepts if not str(c).startswith(f"{scheme}/")}
    assert not foreign, f"concepts of {path.name} have IRIs below {scheme}/: {foreign}"
    outside = set(graph.objects(None, SKOS.broader)) - concepts
    assert not outside, f"skos:broader leaves {path.stem}: {outside}"


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_top_concepts_are_those_without_a_broader_one(path: Path) -> None:
    graph, scheme = parse(path), URIRef(SCHEME + path.stem)
    narrower = set(graph.subjects(SKOS.broader, None))
    tops = set(graph.subjects(RDF.type, SKOS.Concept)) - narrower
    assert set(graph.subjects(SKOS.topConceptOf, scheme)) == tops, "add or drop skos:topConceptOf"
    assert set(graph.objects(scheme, SKOS.hasTopConcept)) == tops, "add or drop skos:hasTopConcept"


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_broader_has_no_cycle(path: Path) -> None:
    graph = parse(path)
    cyclic = [
        short(concept)
        for concept in graph.subjects(RDF.type, SKOS.Concept)
        for above in graph.objects(concept, SKOS.broader)
        if concept in set(graph.transitive_objects(above, SKOS.broader))
    ]
    assert not cyclic, f"break the cycle of skos:broader through {cyclic}"


def test_actor_kinds_and_no_other_concepts_are_actor_kinds(schemes: Graph) -> None:
    inside = set(schemes.subjects(SKOS.inScheme, URIRef(SCHEME + "actor-kind")))
    assert set(schemes.subjects(RDF.type, RG.ActorKind)) == inside


def test_sectors_carry_the_twenty_letters_of_the_classification() -> None:
    graph = parse(ONTOLOGY / "schemes" / "sector.ttl")
    letters = {short(s): str(o) for s, o in graph.subject_objects(SKOS.notation)}
    assert letters == {f"sector/{letter.lower()}": letter for letter in "ABCDEFGHIJKLMNOPQRST"}


def test_every_shortcut_leads_to_an_object_property_and_none_is_left_over(
    everything: Graph,
) -> None:
    given = set(everything.objects(None, RG.shortcut))
    loose = {p for p in given if (p, RDF.type, OWL.ObjectProperty) not in everything}
    assert not loose, f"declare as owl:ObjectProperty: {loose}"
    derived = {
        term
        for term, text in everything.subject_objects(SKOS.definition)
        if str(text).endswith("erived from roles.")
    }
    assert derived == given, f"give a role kind for, or drop: {derived ^ given}"


# ---- modality ------------------------------------------------------------------------------------


def by_longest_ending(graph: Graph, wording: str) -> str:
    """The modality whose longest ending closes the wording."""
    fits = [
        (len(str(e)), s) for s, e in graph.subject_objects(RG.ending) if wording.endswith(str(e))
    ]
    return short(max(fits)[1]).removeprefix("modality/") if fits else "none"


def test_no_ending_belongs_to_two_modalities(schemes: Graph) -> None:
    endings = [str(ending) for ending in schemes.objects(None, RG.ending)]
    twice = sorted({ending for ending in endings if endings.count(ending) > 1})
    assert not twice, f"leave each ending with one modality: {twice}"


def test_endings_carry_no_language_and_no_full_stop(schemes: Graph) -> None:
    wrong = [
        ending
        for ending in schemes.objects(None, RG.ending)
        if not isinstance(ending, Literal) or ending.language or ending.endswith("。")
    ]
    assert not wrong, f"STRENDS fails on a language tag; write plain strings without 。: {wrong}"


@pytest.mark.parametrize(
    ("wording", "modality"),
    [
        ("推進するものとする", "shall"),
        ("しなければならない", "shall"),
        ("行います", "commitment"),
        ("図っていきます", "commitment"),
        ("推進に取り組みます", "commitment"),
        ("取り入れます", "commitment"),
        ("努めます", "endeavour"),
        ("努めるものとする", "endeavour"),
        ("努めていきます", "endeavour"),
        ("検討します", "exploration"),
        ("検討していきます", "exploration"),
        ("研究を進めていきます", "exploration"),
        ("検討を進めます", "exploration"),
        ("目指します", "aim"),
        ("目指していきます", "aim"),
        ("努めることが求められます", "requirement"),
        ("求められています", "requirement"),
        ("必要があります", "requirement"),
        ("必要となっています", "requirement"),
        ("努めることが大切です", "importance"),
        ("重要です", "importance"),
        ("望まれます", "desire"),
        ("期待されています", "expectation"),
        ("役割を担っています", "constitutive"),
        ("役割を担っていきます", "commitment"),
        ("主役です", "constitutive"),
        ("図ってきました", "reported"),
        ("検討しています", "reported"),
        ("つながります", "reported"),
    ],
)
def test_the_longest_ending_decides_the_modality(
    schemes: Graph, wording: str, modality: str
) -> None:
    assert by_longest_ending(schemes, wording) == modality, "add a longer rg:ending"


def test_strength_ranks_each_collection_and_ties_only_desire_with_expectation(
    schemes: Graph,
) -> None:
    def ranks(collection: str) -> dict[str, int]:
        members = schemes.objects(MODALITY[collection], SKOS.member)
        return {short(m)[9:]: int(str(schemes.value(m, RG.strength))) for m in members}

    own, others = ranks("for-self"), ranks("for-others")
    assert sorted(own, key=lambda m: -own[m]) == [
        "shall",
        "commitment",
        "endeavour",
        "exploration",
        "aim",
    ]
    assert len(set(own.values())) == len(own)
    assert others["requirement"] > others["importance"] > others["desire"]
    assert others["desire"] == others["expectation"]
    without = {"constitutive", "reported"}
    ranked = {short(s)[9:] for s in schemes.subjects(RG.strength, None)}
    assert ranked == {*own, *others}
    assert not ranked & without


# ---- consistency ---------------------------------------------------------------------------------


def without_prose(graph: Graph) -> Graph:
    """The graph less its texts, which say nothing to a reasoner and cost it minutes."""
    lean = Graph()
    for triple in graph:
        if triple[1] not in PROSE:
            lean.add(triple)
    return lean


def rl_errors(graph: Graph) -> list[str]:
    """What the OWL 2 RL rules find contradictory."""
    closed = without_prose(graph)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)
    return sorted(str(message) for message in closed.objects(None, ERROR))


def hermit_accepts(graph: Graph, folder: Path) -> bool:
    """Whether HermiT finds the graph consistent and all its classes satisfiable."""
    path = folder / "ontology.nt"
    graph.serialize(path, format="nt", encoding="utf-8")
    world = owlready2.World()
    world.get_ontology(path.as_uri()).load()
    try:
        owlready2.sync_reasoner_hermit(world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return False
    return not list(world.inconsistent_classes())


def contradictions() -> Iterator[tuple[str, list[tuple[Node, Node, Node]]]]:
    """Triples that contradict the ontology, each with its name."""
    thing, other = URIRef("https://example.org/x"), URIRef("https://example.org/y")
    yield "in two disjoint classes", [(thing, RDF.type, RG.Role), (thing, RDF.type, RG.Duty)]
    yield (
        "a re-listing of a re-listing",
        [
            (other, RDF.type, RG.Relisting),
            (thing, RG.relists, other),
        ],
    )
    yield (
        "a municipality that is an actor group",
        [
            (thing, RDF.type, RG.Municipality),
            (thing, RDF.type, RG.ActorGroup),
        ],
    )


CONTRADICTIONS = dict(contradictions())
needs_java = pytest.mark.skipif(
    shutil.which("java") is None,
    reason="HermiT needs java (.ci/install-parts); owlrl still runs",
)


@pytest.mark.parametrize("paths", [FILES[:-1], FILES], ids=["core+schemes", "+alignments"])
def test_the_ontology_is_consistent_under_owl_rl(paths: list[Path]) -> None:
    errors = rl_errors(parse(*paths))
    assert not errors, "resolve the contradiction:\n" + "\n".join(errors)


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_owl_rl_notices_a_contradiction(name: str) -> None:
    graph = parse(CORE)
    for triple in CONTRADICTIONS[name]:
        graph.add(triple)
    assert rl_errors(graph), f"owlrl overlooked: {name}"


@needs_java
@pytest.mark.parametrize("paths", [FILES[:-1], FILES], ids=["core+schemes", "+alignments"])
def test_the_ontology_is_consistent_under_hermit(paths: list[Path], tmp_path: Path) -> None:
    assert hermit_accepts(parse(*paths), tmp_path), "find the clash with Protégé's explanations"


@needs_java
@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_hermit_notices_a_contradiction(name: str, tmp_path: Path) -> None:
    graph = parse(*FILES)
    for triple in CONTRADICTIONS[name]:
        graph.add(triple)
    assert not hermit_accepts(graph, tmp_path), f"HermiT overlooked: {name}"
