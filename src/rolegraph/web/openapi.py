"""What OpenAPI says about a question: parameters with examples, rows with types."""

from collections.abc import Mapping, Sequence
from typing import Any

from rolegraph.comparison import Preset
from rolegraph.queries import Parameter, Query
from rolegraph.store.formats import ROWS, TRIPLES
from rolegraph.web.problems import PROBLEM_MEDIA

EXAMPLES = {
    "edition": "11208-vision-2018",
    "concept/actor-kind": "resident",
    "concept/role-kind": "coordinator",
    "slug": "council",
    "thing": "https://w3id.org/rolegraph/id/edition/11208-vision-2018/duty/citizens-1",
}
COUNTS = frozenset(
    (
        *("duties", "elements", "initiatives", "relisted", "ordinal", "exploring", "units"),
        *("established", "start_fy", "end_fy", "period_start", "period_end", "anchors"),
        *("rank_desire_first", "rank_expectation_first", "facts", "round"),
    )
)
SHARES = frozenset({"share", "alpha"})
FLAGS = frozenset({"provisional"})
IDENTIFIER = "^[0-9A-Za-z][0-9A-Za-z:/#._~-]*$"  # a slug, or an IRI
STRING = {"type": "string"}
WORDS = {
    "type": "object",
    "properties": {"ja": STRING, "en": STRING},
    "required": ["ja", "en"],
}


def _list_of(**properties: Any) -> dict[str, Any]:
    """Return the schema of a list of things that all have these properties."""
    item = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "array", "items": item}


NAMES = {"type": "array", "items": STRING}
ADDRESS = {"type": "string", "format": "uri"}
TAKEN = _list_of(name=STRING, required={"type": "boolean"}, ja=STRING, en=STRING)
QUESTIONS = _list_of(
    name=STRING, url=ADDRESS, title=WORDS, question=WORDS, parameters=TAKEN, columns=NAMES,
    formats=NAMES,
)  # fmt: skip
COMPARISONS = _list_of(name=STRING, url=ADDRESS, title=WORDS)
LISTS = {"questions": "All questions / 質問の一覧", "compare": "All comparisons / 比較の一覧"}
VALUE = {"type": ["string", "integer", "number", "null"]}
COMPARED = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": dict.fromkeys(
            (
                *("row", "row_label", "column", "column_label"),
                *("state", "part", "part_label", "value"),
            ),
            VALUE,
        ),
    },
}
PROBLEM = {
    "type": "object",
    "properties": {
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
    },
    "required": ["status", "title", "detail"],
}


def problem(status: int, words: str) -> dict[str, Any]:
    """Return the description of one kind of failure."""
    return {str(status): {"description": words, "content": {PROBLEM_MEDIA: {"schema": PROBLEM}}}}


PROBLEMS = {
    **problem(400, "A parameter is unknown or missing."),
    **problem(404, "There is no such question, or a parameter names nothing."),
    **problem(406, "None of the accepted formats is offered."),
    **problem(429, "Too many requests wait for their turn; Retry-After says when to come back."),
    **problem(502, "Another server that is asked gave no answer that can be used."),
    **problem(503, "The answer took too long."),
}


def parameter(each: Parameter) -> dict[str, Any]:
    """Return the description of a parameter of a question."""
    return {
        "name": each.name,
        "in": "query",
        "required": each.required,
        "description": f"{each.help.en} / {each.help.ja}",
        "schema": {"type": "string", "pattern": IDENTIFIER},
        "example": EXAMPLES.get(each.names, "resident"),
    }


def cell(preset: Preset) -> list[dict[str, Any]]:
    """Return the parameters that name one cell of a comparison."""
    words = {
        "row": f"with column: what stands behind one cell ({preset.rows}) / 欄の根拠を見る行",
        "column": f"with row: what stands behind one cell ({preset.columns}) / 欄の根拠を見る列",
    }
    named = {"row": preset.rows, "column": preset.columns}
    examples = {"edition": EXAMPLES["edition"], "kind": "resident", "actor_kind": "resident"}
    return [
        {"name": name, "in": "query", "description": words[name], "schema": STRING}
        | ({"example": examples[named[name]]} if named[name] in examples else {})
        for name in words
    ]


def common(formats: Sequence[str], with_format: bool) -> list[dict[str, Any]]:
    """Return the parameters that every question takes."""
    language = {
        "name": "lang",
        "in": "query",
        "description": "language of labels / 表示名の言語",
        "schema": {"type": "string", "enum": ["ja", "en"], "default": "ja"},
    }
    chosen = {
        "name": "format",
        "in": "query",
        "description": "form of the answer; by default what Accept asks for",
        "schema": {"type": "string", "enum": list(formats)},
    }
    return [language, chosen] if with_format else [language]


def extension(extensions: Sequence[str]) -> dict[str, Any]:
    """Return the parameter in a path that ends in the form of the answer."""
    return {
        "name": "extension",
        "in": "path",
        "required": True,
        "description": "form of the answer",
        "schema": {"type": "string", "enum": list(extensions)},
    }


def rows_of(query: Query) -> dict[str, Any]:
    """Return the JSON Schema of a question's answer: an array with one object a row."""
    properties: dict[str, Any] = {}
    for column in query.columns:
        kind = "integer" if column.name in COUNTS else "string"
        kind = "number" if column.name in SHARES else kind
        kind = "boolean" if column.name in FLAGS else kind
        words = f"{column.heading.en} / {column.heading.ja}"
        properties[column.name] = {"type": [kind, "null"], "description": words}
        if column.labelled:
            label = {"type": ["string", "null"], "description": f"{words} (label)"}
            properties[f"{column.name}_label"] = label
    item = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return {"type": "array", "items": item}


def responses(schema: Mapping[str, Any], media: Sequence[str]) -> dict[str, Any]:
    """Return the descriptions of all responses of a question."""
    content: dict[str, Any] = {
        each: {"schema": {"type": "array" if each.endswith("json") else "string"}} for each in media
    }
    content["application/json"] = {"schema": schema}
    return {"200": {"description": "The rows, in a total order.", "content": content}, **PROBLEMS}


def fixed(longest: int) -> dict[str, Any]:
    """Return the descriptions of the addresses that are no questions; `longest` is of a query."""
    return {
        "/sparql": {"get": _ask_by_address(), "post": _ask_by_body(longest)},
        "/.well-known/void": {
            "get": _operation("void", "Description of the data / データの説明", TURTLE)
        },
        "/healthz": {"get": _operation("healthz", "State of the server / 稼働状態", STATE, 503)},
        "/metrics": {"get": _operation("metrics", "Counts for Prometheus / 計測値", METRICS)},
    }


TURTLE = {"text/turtle": {"schema": STRING}}
STATES = ("ok", "no worker", "the other server is down")
STATE = {
    "application/json": {
        "schema": {
            "type": "object",
            "properties": {
                "status": {"type": "string", "enum": list(STATES)},
                "workers": {"type": "integer"},
                "waiting": {"type": "integer"},
                "build": STRING,
            },
            "required": ["status", "workers", "waiting", "build"],
        }
    }
}
METRICS = {"text/plain": {"schema": STRING}}
FORMS: dict[str, Any] = {each.media: {"schema": {}} for each in (*ROWS, *TRIPLES)}
REASONS = {
    400: "The query or a parameter is wrong; a sentence says where.",
    403: "Updates are refused.",
    406: "None of the accepted forms is offered.",
    413: "The query is too long.",
    414: "The address is too long; send the query by POST.",
    415: "The body is no query in UTF-8.",
    429: "Too many requests wait for their turn; Retry-After says when to come back.",
    502: "Another server that is asked gave no answer that can be used.",
    503: "The query was stopped: it took too long or too much memory.",
}
EXAMPLE = "SELECT * { ?s ?p ?o } LIMIT 5"
GRAPH = "graph to be asked / 対象のグラフ"


def _operation(name: str, summary: str, content: Mapping[str, Any], *others: int) -> dict[str, Any]:
    told = {str(status): {"description": "No worker.", "content": content} for status in others}
    good = {"200": {"description": "As asked.", "content": content}}
    return {"operationId": name, "tags": ["service"], "summary": summary, "responses": good | told}


def _described(name: str, summary: str) -> dict[str, Any]:
    content: dict[str, Any] = {each.media: {"schema": {}} for each in TRIPLES}
    return _operation(name, summary, content) | {"tags": ["sparql"]}


def _sparql(name: str, summary: str) -> dict[str, Any]:
    plain = {"text/plain": {"schema": STRING}}
    told = {str(s): {"description": why, "content": plain} for s, why in REASONS.items()}
    operation = _operation(name, summary, FORMS) | {"tags": ["sparql"]}
    operation["responses"] |= told
    return operation


def _ask_by_address() -> dict[str, Any]:
    named = [each.name for each in (*ROWS, *TRIPLES)]
    graphs = [
        {"name": name, "in": "query", "description": GRAPH, "schema": ADDRESS}
        for name in ("default-graph-uri", "named-graph-uri")
    ]
    words = "SPARQL query; without any parameter, the service describes itself / 問い合わせ"
    query = {"name": "query", "in": "query", "description": words, "schema": STRING}
    form = {"name": "format", "in": "query", "schema": {"type": "string", "enum": named},
            "description": "form of the answer / 答えの形式"}  # fmt: skip
    parameters = [query | {"example": EXAMPLE}, *graphs, form]
    return _sparql("sparql", "SPARQL query / SPARQL で問い合わせる") | {"parameters": parameters}


def _ask_by_body(longest: int) -> dict[str, Any]:
    query = {"type": "string", "maxLength": longest}
    form = {"type": "object", "properties": {"query": query}, "required": ["query"]}
    bodies = {
        "application/sparql-query": {"schema": query, "example": EXAMPLE},
        "application/x-www-form-urlencoded": {"schema": form, "example": {"query": EXAMPLE}},
    }
    asked = {"requestBody": {"required": True, "content": bodies}}
    return _sparql("sparql-post", "SPARQL query in the body / 本文で問い合わせる") | asked
