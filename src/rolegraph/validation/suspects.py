"""From a shape to the SPARQL that finds the nodes that may break it.

The query may name too many nodes but never too few: what it names is handed to pySHACL, which
decides. A constraint that has no such query makes every target of its shape a suspect, and a
target that cannot be asked for gives no query at all, so that the whole shape is run.
"""

import re

from rdflib import OWL, RDF, RDFS, SH, XSD, Graph, Literal
from rdflib.term import BNode, Node, URIRef

from rolegraph.validation.rules import listed

TYPE = f"<{RDF.type}>/<{RDFS.subClassOf}>*"
PAIRS = 2
"""Up to this count, values are told apart pair by pair."""
ANY = "true"
"""The violation that every node may have: used where a constraint has no query."""

FORMS = {
    str(XSD.integer): "^[+-]?[0-9]+$",
    str(XSD.decimal): r"^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)$",
}
TEXTS = {str(XSD.string), str(RDF.langString)}
SPECIAL = re.compile(r"\b(SELECT|UNION|MINUS|VALUES|SERVICE|GRAPH)\b", re.IGNORECASE)
QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|<[^>\s]*>|#[^\n]*")
HEAD = re.compile(r"^\s*SELECT\b.*?\bWHERE\s*\{", re.IGNORECASE | re.DOTALL)
IGNORED = {
    *(SH.path, SH.message, SH.severity, SH.name, SH.description, SH.group, SH.order),
    *(SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.flags),
    *(SH.defaultValue, SH.ignoredProperties, SH.deactivated),
}


def suspects_query(shape: Node, graph: Graph) -> str | None:
    """Return a SELECT of ?this: all nodes that may break the shape; None: run the shape itself."""
    if (shape, SH.deactivated, Literal(True)) in graph:
        return None
    targets = _targets(shape, graph)
    if targets is None:
        return None
    selects = list(graph.objects(shape, SH.sparql))
    core = violation(shape, graph, "this", 0)
    parts = [f"{{ {targets} FILTER({core}) }}"] if core != "false" else []
    bodies = [_sparql_body(select, graph) for select in selects]
    if any(body is None for body in bodies):
        return f"SELECT DISTINCT ?this WHERE {{ {targets} }}"
    prefixes = "".join(_prefixes(select, graph) for select in selects)
    parts += [f"{{ SELECT DISTINCT ?this WHERE {{ {targets} {body} }}" for body in bodies]
    parts += _crowded(shape, graph, targets)
    return f"{prefixes}SELECT DISTINCT ?this WHERE {{ {' UNION '.join(parts) or targets} }}"


def _targets(shape: Node, graph: Graph) -> str | None:
    if graph.value(shape, SH.target) is not None:
        return None
    groups = [f"?this {TYPE} {c.n3()} ." for c in graph.objects(shape, SH.targetClass)]
    if {RDFS.Class, OWL.Class} & set(graph.objects(shape, RDF.type)):
        groups.append(f"?this {TYPE} {shape.n3()} .")
    groups += [f"?this {p.n3()} ?any_ ." for p in graph.objects(shape, SH.targetSubjectsOf)]
    groups += [f"?any_ {p.n3()} ?this ." for p in graph.objects(shape, SH.targetObjectsOf)]
    groups += [f"VALUES ?this {{ {n.n3()} }}" for n in graph.objects(shape, SH.targetNode)]
    counts = any("GROUP BY" in str(text).upper() for text in graph.objects(predicate=SH.select))
    # A sub-query hides from the engine what joins best; rows that come twice harm counts alone.
    if len(groups) == 1 and "VALUES" not in groups[0] and not (counts and "?any_" in groups[0]):
        return groups[0]
    inner = " UNION ".join(f"{{ {group} }}" for group in sorted(groups))
    return f"{{ SELECT DISTINCT ?this WHERE {{ {inner} }} }}"


def violation(shape: Node, graph: Graph, focus: str, depth: int) -> str:
    """Return a SPARQL expression that holds where ?focus may break the shape's core constraints."""
    path = graph.value(shape, SH.path)
    if depth > 4:
        return ANY
    if path is None:
        return _either(_value_tests(shape, graph, focus, depth))
    steps = path_of(path, graph)
    if steps is None:
        return ANY
    value = f"v{depth}"
    tests = _either(_value_tests(shape, graph, value, depth))
    found = _counted(shape, graph, focus, steps, depth)
    if tests != "false":
        found.append(f"EXISTS {{ ?{focus} {steps} ?{value} . FILTER({tests}) }}")
    return _either(found)


def _either(tests: list[str]) -> str:
    if ANY in tests:
        return ANY
    return " || ".join(f"({test})" for test in tests) or "false"


def _counted(shape: Node, graph: Graph, focus: str, steps: str, depth: int) -> list[str]:
    """Return the tests on all values of a path together."""
    a, b = f"?{focus} {steps} ?a{depth}", f"?{focus} {steps} ?b{depth}"
    found: list[str] = []
    for least in graph.objects(shape, SH.minCount):
        if int(str(least)) > PAIRS:
            found.append(ANY)
        elif int(str(least)) > 0:
            few = [f"?{focus} {steps} ?n{depth}x{i} ." for i in range(int(str(least)))]
            apart = _apart([f"?n{depth}x{i}" for i in range(len(few))])
            found.append(f"NOT EXISTS {{ {' '.join(few)} {apart} }}")
    for most in graph.objects(shape, SH.maxCount):
        if int(str(most)) > PAIRS:
            found += [] if depth == 0 else [ANY]
            continue
        many = [f"?{focus} {steps} ?m{depth}x{i} ." for i in range(int(str(most)) + 1)]
        apart = _apart([f"?m{depth}x{i}" for i in range(len(many))])
        found.append(f"EXISTS {{ {' '.join(many)} {apart} }}")
    found += [
        f"NOT EXISTS {{ ?{focus} {steps} {value.n3()} }}"
        for value in graph.objects(shape, SH.hasValue)
    ]
    if graph.value(shape, SH.uniqueLang):
        same = f"sameTerm(?a{depth}, ?b{depth}) || LCASE(LANG(?a{depth})) != LCASE(LANG(?b{depth}))"
        found.append(f'EXISTS {{ {a} . {b} . FILTER(LANG(?a{depth}) != "" && !({same})) }}')
    for predicate, test in (
        (SH.lessThan, "?a{d} < ?b{d}"),
        (SH.lessThanOrEquals, "?a{d} <= ?b{d}"),
    ):
        for other in graph.objects(shape, predicate):
            kept = test.format(d=depth)
            pair = f"{a} . ?{focus} {other.n3()} ?b{depth}"
            found.append(f"EXISTS {{ {pair} . FILTER(COALESCE(!({kept}), true)) }}")
    for other in graph.objects(shape, SH.disjoint):
        found.append(f"EXISTS {{ {a} . ?{focus} {other.n3()} ?a{depth} }}")
    if graph.value(shape, SH.equals) or graph.value(shape, SH.qualifiedValueShape):
        found.append(ANY)
    return found


def _crowded(shape: Node, graph: Graph, targets: str) -> list[str]:
    """Return the queries for high upper counts: pairing so many values would be slow."""
    path = graph.value(shape, SH.path)
    steps = path_of(path, graph) if path is not None else None
    return [
        f"{{ SELECT ?this WHERE {{ {targets} ?this {steps} ?each_ }} GROUP BY ?this"
        f" HAVING(COUNT(DISTINCT ?each_) > {int(str(most))}) }}"
        for most in graph.objects(shape, SH.maxCount)
        if steps is not None and int(str(most)) > PAIRS
    ]


def _apart(names: list[str]) -> str:
    pairs = [f"!sameTerm({x}, {y})" for i, x in enumerate(names) for y in names[:i]]
    return f"FILTER({' && '.join(pairs)})" if pairs else ""


def _value_tests(shape: Node, graph: Graph, value: str, depth: int) -> list[str]:
    """Return a test for each constraint on a single value; ANY for one that has none."""
    found: list[str] = []
    for predicate, thing in graph.predicate_objects(shape):
        if predicate in IGNORED or not str(predicate).startswith(str(SH)):
            continue
        if predicate in COUNTED and graph.value(shape, SH.path) is not None:
            continue
        test = _value_test(predicate, thing, shape, graph, value, depth)
        if test is not None:
            found.append(test)
    return found


def _value_test(
    predicate: Node, thing: Node, shape: Node, graph: Graph, value: str, depth: int
) -> str | None:
    v = f"?{value}"
    if predicate == SH.sparql:
        return None if depth == 0 else ANY
    if predicate == SH["class"]:
        return f"NOT EXISTS {{ {v} {TYPE} {thing.n3()} }}"
    if predicate == SH.datatype:
        return _datatype_test(v, str(thing))
    if predicate == SH.nodeKind:
        return NODE_KINDS.get(thing, ANY).replace("?v", v)
    if predicate in BOUNDS:
        return f"COALESCE(!({v} {BOUNDS[predicate]} {thing.n3()}), true)"
    if predicate in LENGTHS:
        return f"isBlank({v}) || !(STRLEN(STR({v})) {LENGTHS[predicate]} {int(str(thing))})"
    if predicate == SH.pattern:
        flags = "".join(str(flag) for flag in graph.objects(shape, SH.flags))
        pattern = f"REGEX(STR({v}), {Literal(str(thing)).n3()}, {Literal(flags).n3()})"
        return f"COALESCE(isBlank({v}) || !{pattern}, true)"
    if predicate == SH.languageIn:
        tags = [f'LANGMATCHES(LANG({v}), "{tag}")' for tag in listed(graph, thing)]
        return f"COALESCE(!({' || '.join(tags) or 'false'}), true)"
    if predicate == SH["in"]:
        same = [f"sameTerm({v}, {member.n3()})" for member in listed(graph, thing)]
        return f"!({' || '.join(same) or 'false'})"
    if predicate in (SH.node, SH.property):
        return violation(thing, graph, value, depth + 1)
    if predicate == SH["or"]:
        all_broken = [violation(part, graph, value, depth + 1) for part in listed(graph, thing)]
        return " && ".join(f"({test})" for test in all_broken) or ANY
    if predicate == SH["and"]:
        return _either([violation(p, graph, value, depth + 1) for p in listed(graph, thing)])
    if predicate == SH["not"] and (only := _only_class(thing, graph)) is not None:
        return f"EXISTS {{ {v} {TYPE} {only.n3()} }}"
    return ANY


def _only_class(shape: Node, graph: Graph) -> Node | None:
    parts = list(graph.predicate_objects(shape))
    return parts[0][1] if len(parts) == 1 and parts[0][0] == SH["class"] else None


COUNTED = {
    *(SH.minCount, SH.maxCount, SH.hasValue, SH.uniqueLang, SH.lessThan, SH.lessThanOrEquals),
    *(SH.disjoint, SH.equals, SH.qualifiedValueShape, SH.qualifiedMinCount, SH.qualifiedMaxCount),
}
NODE_KINDS: dict[Node, str] = {
    SH.IRI: "!isIRI(?v)",
    SH.Literal: "!isLiteral(?v)",
    SH.BlankNode: "!isBlank(?v)",
    SH.BlankNodeOrIRI: "isLiteral(?v)",
    SH.IRIOrLiteral: "isBlank(?v)",
    SH.BlankNodeOrLiteral: "isIRI(?v)",
}
BOUNDS: dict[Node, str] = {
    SH.minInclusive: ">=",
    SH.maxInclusive: "<=",
    SH.minExclusive: ">",
    SH.maxExclusive: "<",
}
LENGTHS: dict[Node, str] = {SH.minLength: ">=", SH.maxLength: "<="}


def _datatype_test(v: str, datatype: str) -> str:
    wrong = f"COALESCE(DATATYPE({v}) != <{datatype}>, true)"
    if datatype in TEXTS:
        return wrong
    if datatype in FORMS:  # a literal may claim a datatype that its form does not fit
        return f'{wrong} || !REGEX(STR({v}), "{FORMS[datatype]}")'
    return ANY


def path_of(path: Node, graph: Graph) -> str | None:
    """Return a SHACL path as a SPARQL path; None for a path that is malformed."""
    if isinstance(path, URIRef):
        return path.n3()
    kinds = (*PATHS, SH.alternativePath, RDF.first)
    if sum(graph.value(path, kind) is not None for kind in kinds) > 1:
        return None  # two paths in one: pySHACL decides which it is
    for predicate, form in PATHS.items():
        inner = graph.value(path, predicate)
        if inner is not None:
            steps = path_of(inner, graph)
            return None if steps is None else form.format(steps)
    alternatives = graph.value(path, SH.alternativePath)
    head = alternatives if alternatives is not None else path
    if not isinstance(head, BNode) or graph.value(head, RDF.first) is None:
        return None
    parts = [path_of(part, graph) for part in listed(graph, head)]
    joined = ("|" if alternatives is not None else "/").join(p for p in parts if p is not None)
    return f"({joined})" if None not in parts else None


PATHS: dict[URIRef, str] = {
    SH.inversePath: "^({})",
    SH.zeroOrMorePath: "({})*",
    SH.oneOrMorePath: "({})+",
    SH.zeroOrOnePath: "({})?",
}


def _sparql_body(select: Node, graph: Graph) -> str | None:
    """Return what follows `WHERE {`, or None where $this might not be bound in every part."""
    text = str(graph.value(select, SH.select) or "")
    bare = QUOTED.sub(" ", text)
    if len(SPECIAL.findall(bare)) != 1 or re.search(r"[$?](PATH|currentShape|shapesGraph)\b", bare):
        return None
    head = HEAD.match(text)
    return None if head is None else re.sub(r"\$this\b", "?this", text[head.end() :])


def _prefixes(select: Node, graph: Graph) -> str:
    return "".join(
        f"PREFIX {graph.value(declared, SH.prefix)}: <{graph.value(declared, SH.namespace)}>\n"
        for ontology in graph.objects(select, SH.prefixes)
        for declared in graph.objects(ontology, SH.declare)
    )
