"""What OpenAPI says about a question: parameters with examples, rows with types."""

from collections.abc import Mapping, Sequence
from typing import Any

from rolegraph.queries import Parameter, Query

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
        *("rank_desire_first", "rank_expectation_first"),
    )
)
SHARES = frozenset({"share", "alpha"})
IDENTIFIER = "^[0-9A-Za-z][0-9A-Za-z:/#._~-]*$"  # a slug, or an IRI
PROBLEM = {
    "type": "object",
    "properties": {
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
    },
    "required": ["status", "title", "detail"],
}
PROBLEM_MEDIA = "application/problem+json"


def problem(status: int, words: str) -> dict[str, Any]:
    """Return the description of one kind of failure."""
    return {str(status): {"description": words, "content": {PROBLEM_MEDIA: {"schema": PROBLEM}}}}


PROBLEMS = {
    **problem(400, "A parameter is unknown or missing."),
    **problem(404, "There is no such question, or a parameter names nothing."),
    **problem(406, "None of the accepted formats is offered."),
    **problem(429, "Too many requests wait for their turn; Retry-After says when to come back."),
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
