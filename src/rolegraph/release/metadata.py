"""The data set described for catalogues: DCAT 3 and VoID with true counts."""

from collections import Counter
from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from rolegraph import iris
from rolegraph.pages import LANGUAGES, Catalogue, Setting
from rolegraph.release.crate import cited_in
from rolegraph.release.dumps import DUMPS

DCAT = "http://www.w3.org/ns/dcat#"
VOID = "http://rdfs.org/ns/void#"
FOAF = "http://xmlns.com/foaf/0.1/"
VCARD = "http://www.w3.org/2006/vcard/ns#"
MEDIA = "https://www.iana.org/assignments/media-types/"
PREFIXES = {"dcat": DCAT, "void": VOID, "dct": iris.DCT, "foaf": FOAF, "vcard": VCARD}
PREFIXES["rg"] = iris.RG
TITLE_JA = "rolegraph: 市区町村の産業振興計画における主体・役割・施策"
CLASSES = "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c ORDER BY ?c"
PROPERTIES = "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY ?p"
TOTALS = """SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects)
(COUNT(DISTINCT ?p) AS ?properties) (COUNT(DISTINCT ?o) AS ?objects) WHERE { ?s ?p ?o }"""


def describe(
    catalogue: Catalogue, setting: Setting, sizes: Mapping[str, int]
) -> Iterator[tuple[str, bytes]]:
    """Yield the description as Turtle and JSON-LD."""
    triples = list(dict.fromkeys(_triples(catalogue, setting, sizes)))
    turtle = serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""
    yield "dcat.ttl", turtle
    yield "dcat.jsonld", serialize(triples, format=RdfFormat.JSON_LD, prefixes=PREFIXES) or b""


def _triples(catalogue: Catalogue, setting: Setting, sizes: Mapping[str, int]) -> Iterator[Triple]:
    base = setting.base_url or iris.BASE.rstrip("/")
    whole = f"{base}/dcat.ttl#dataset"
    yield from _head(whole, base, setting)
    counts = catalogue.atlas.rows(TOTALS)[0]
    for name, number in zip(
        ("triples", "distinctSubjects", "properties", "distinctObjects"), counts, strict=True
    ):
        yield _number(whole, f"{VOID}{name}", int(str(number)))
    yield from _partitions(catalogue, whole)
    for one in DUMPS:
        size = sizes.get(one.path, 0)
        yield from _distribution(whole, base, one.path, one.described, size)
    yield from _answers(catalogue, whole, base)
    for graph, number in catalogue.atlas.graphs.items():
        part = f"{base}/dcat.ttl#{graph.removeprefix(iris.BASE).replace('/', '-')}"
        yield _link(whole, f"{VOID}subset", part)
        yield _link(part, iris.RDF_TYPE, f"{VOID}Dataset")
        yield _link(part, f"{iris.DCT}source", graph)
        yield _number(part, f"{VOID}triples", number)
        dump = f"{base}/data/{graph.removeprefix(iris.BASE)}.ttl"
        yield _link(part, f"{VOID}dataDump", dump)


def _head(whole: str, base: str, setting: Setting) -> Iterator[Triple]:
    cited = cited_in(setting)
    for kind in (f"{DCAT}Dataset", f"{VOID}Dataset"):
        yield _link(whole, iris.RDF_TYPE, kind)
    yield _text(whole, f"{iris.DCT}title", cited.title, "en")
    yield _text(whole, f"{iris.DCT}title", TITLE_JA, "ja")
    yield _text(whole, f"{iris.DCT}description", cited.abstract, "en")
    yield _link(whole, f"{iris.DCT}license", setting.rights)
    yield _text(whole, f"{DCAT}version", setting.version)
    yield _link(whole, f"{VOID}vocabulary", iris.RG)
    yield _text(whole, f"{VOID}uriSpace", iris.BASE)
    yield _link(whole, f"{FOAF}homepage", setting.base_url or iris.BASE)
    for language in ("jpn", "eng"):
        tongue = f"http://publications.europa.eu/resource/authority/language/{language.upper()}"
        yield _link(whole, f"{iris.DCT}language", tongue)
    for keyword in cited.keywords:
        yield _text(whole, f"{DCAT}keyword", keyword, "en")
    day = Literal(cited.date, datatype=NamedNode(f"{iris.XSD}date"))
    yield Triple(NamedNode(whole), NamedNode(f"{iris.DCT}issued"), day)
    for number, name in enumerate(cited.authors, 1):
        maker = f"{base}/dcat.ttl#maker-{number}"
        for role in ("creator", "publisher"):
            yield _link(whole, f"{iris.DCT}{role}", maker)
        yield _link(maker, iris.RDF_TYPE, f"{FOAF}Agent")
        yield _text(maker, f"{FOAF}name", name)
    contact = f"{base}/dcat.ttl#contact"
    yield _link(whole, f"{DCAT}contactPoint", contact)
    yield _link(contact, iris.RDF_TYPE, f"{VCARD}Organization")
    yield _text(contact, f"{VCARD}fn", ", ".join(cited.authors))
    yield _link(contact, f"{VCARD}hasURL", f"{base}/en/about.html")


def _partitions(catalogue: Catalogue, whole: str) -> Iterator[Triple]:
    for query, role, about, counted in (
        (CLASSES, "classPartition", "class", "entities"),
        (PROPERTIES, "propertyPartition", "property", "triples"),
    ):
        names: Counter[str] = Counter()
        for term, number in catalogue.atlas.rows(query):
            short = iris.slug(str(term)).rpartition("/")[2].rpartition("#")[2]
            names[short] += 1
            mark = short if names[short] == 1 else f"{short}-{names[short]}"
            part = f"{whole}-{about}-{mark}"
            yield _link(whole, f"{VOID}{role}", part)
            yield _link(part, f"{VOID}{about}", str(term))
            yield _number(part, f"{VOID}{counted}", int(str(number)))


def _distribution(whole: str, base: str, path: str, media: str, size: int) -> Iterator[Triple]:
    node = f"{base}/{path}"
    yield _link(whole, f"{DCAT}distribution", node)
    yield _link(whole, f"{VOID}dataDump", node)
    yield _link(node, iris.RDF_TYPE, f"{DCAT}Distribution")
    yield _link(node, f"{DCAT}downloadURL", node)
    yield _link(node, f"{DCAT}mediaType", MEDIA + media)
    if path.endswith(".gz"):
        yield _link(node, f"{DCAT}compressFormat", f"{MEDIA}application/gzip")
    yield _number(node, f"{DCAT}byteSize", size)


def _answers(catalogue: Catalogue, whole: str, base: str) -> Iterator[Triple]:
    """Describe the CSV of every question and comparison as a data set of its own."""
    titles = {f"question/{n}": q.title for n, q in catalogue.queries.items()}
    titles |= {f"compare/{n}": p.title for n, p in catalogue.compared.presets.items()}
    paths = set(catalogue.taken.paths())
    for name, title in titles.items():
        part = f"{base}/dcat.ttl#{name.replace('/', '-')}"
        for language in LANGUAGES:
            path = f"data/{name}.{language}.csv"
            if path not in paths:
                continue
            yield _link(whole, f"{iris.DCT}hasPart", part)
            yield _link(part, iris.RDF_TYPE, f"{DCAT}Dataset")
            yield _text(part, f"{iris.DCT}title", title.ja, "ja")
            yield _text(part, f"{iris.DCT}title", title.en, "en")
            yield _link(part, f"{DCAT}distribution", f"{base}/{path}")
            yield _link(f"{base}/{path}", iris.RDF_TYPE, f"{DCAT}Distribution")
            yield _link(f"{base}/{path}", f"{DCAT}downloadURL", f"{base}/{path}")
            yield _link(f"{base}/{path}", f"{DCAT}mediaType", f"{MEDIA}text/csv")
            meta = f"{base}/data/{name}.{language}.csv-metadata.json"
            yield _link(f"{base}/{path}", f"{iris.DCT}conformsTo", meta)


def _link(subject: str, predicate: str, target: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), NamedNode(target))


def _text(subject: str, predicate: str, words: str, language: str = "") -> Triple:
    value = Literal(words, language=language) if language else Literal(words)
    return Triple(NamedNode(subject), NamedNode(predicate), value)


def _number(subject: str, predicate: str, number: int) -> Triple:
    value = Literal(str(number), datatype=NamedNode(f"{iris.XSD}integer"))
    return Triple(NamedNode(subject), NamedNode(predicate), value)
