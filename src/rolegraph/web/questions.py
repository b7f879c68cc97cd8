"""The named questions and the comparisons as web addresses, for people who do not write SPARQL."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from rolegraph.errors import UnknownName, did_you_mean
from rolegraph.findings import Text
from rolegraph.reports import FORMATS
from rolegraph.web import negotiation, openapi
from rolegraph.web.answering import NoAnswer
from rolegraph.web.endpoint import CODINGS
from rolegraph.web.exchange import base_of, client_of, worded
from rolegraph.web.page_routes import language_of
from rolegraph.web.problems import problem
from rolegraph.web.requests import Refused, pairs
from rolegraph.web.service import Service, matches, validator

EXTENSIONS = {"markdown": "md", "table": "txt", "latex": "tex", "turtle": "ttl", "bibtex": "bib",
              "csl-json": "csl", "excel-csv": "excel.csv"}  # fmt: skip
FIRST = ("json", "csv")  # what a client gets that does not mind
CELL = ("row", "column")


@cache
def offered() -> dict[str, tuple[str, str]]:
    """Return the forms of answers by extension: the name of the form and its media type."""
    names = [*FIRST, *(name for name in FORMATS if name not in FIRST)]
    return {EXTENSIONS.get(name, name): (name, _media(FORMATS[name].media_type)) for name in names}


def _media(media: str) -> str:
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


def add_questions(app: FastAPI, service: Service) -> None:
    """Mount /questions, /compare and everything below them."""
    router = APIRouter()
    answers = Answers(service)
    answers.mount_list(router, "questions", answers.list_questions, openapi.QUESTIONS)
    for name, query in service.knows.queries.items():
        parameters = [openapi.parameter(each) for each in query.parameters]
        answers.mount(router, "questions", name, query.title, query.question, parameters,
                      openapi.rows_of(query))  # fmt: skip
    answers.mount_list(router, "compare", answers.list_comparisons, openapi.COMPARISONS)
    for name, preset in service.knows.presets.items():
        answers.mount(router, "compare", name, preset.title, preset.title, openapi.cell(preset),
                      openapi.COMPARED)  # fmt: skip
    for kind in ("questions", "compare"):
        router.add_api_route(f"/{kind}/{{name}}", answers.unknown(kind), include_in_schema=False)
    app.include_router(router)


class Answers:
    """Answers questions and comparisons, from the cache where it has them."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def list_questions(self, request: Request) -> Response:
        """Return every question with its words, parameters, columns and address."""
        base = base_of(request.scope, self.service.settings.base_url)
        return _json(
            [
                {
                    "name": name,
                    "url": f"{base}/questions/{name}",
                    "title": query.title._asdict(),
                    "question": query.question._asdict(),
                    "parameters": [
                        {"name": p.name, "required": p.required, **p.help._asdict()}
                        for p in query.parameters
                    ],
                    "columns": [column.name for column in query.columns],
                    "formats": list(offered()),
                }
                for name, query in self.service.knows.queries.items()
            ]
        )

    async def list_comparisons(self, request: Request) -> Response:
        """Return every comparison with its title and address."""
        base = base_of(request.scope, self.service.settings.base_url)
        presets = self.service.knows.presets.items()
        return _json(
            [
                {"name": name, "url": f"{base}/compare/{name}", "title": preset.title._asdict()}
                for name, preset in presets
            ]
        )

    def mount_list(
        self, router: APIRouter, kind: str, endpoint: Any, schema: Mapping[str, Any]
    ) -> None:
        """Give a list of questions or comparisons its address."""
        listed = {
            "200": {"description": "All.", "content": {"application/json": {"schema": schema}}}
        }
        router.add_api_route(f"/{kind}", endpoint, methods=["HEAD"], include_in_schema=False)
        router.add_api_route(
            f"/{kind}", endpoint, tags=[kind], summary=openapi.LISTS[kind],
            operation_id=kind, openapi_extra={"responses": listed}, response_class=Response,
        )  # fmt: skip

    def mount(
        self,
        router: APIRouter,
        kind: str,
        name: str,
        title: Text,
        question: Text,
        parameters: list[dict[str, Any]],
        schema: Mapping[str, Any],
    ) -> None:
        """Give one question or comparison its two addresses: with and without a form."""

        async def answer(request: Request) -> Response:
            return await self.answer(request, kind, name, request.path_params.get("extension"))

        media = [each[1].partition(";")[0] for each in offered().values()]
        for path, own in (
            (f"/{kind}/{name}", openapi.common(list(offered()), with_format=True)),
            (f"/{kind}/{name}.{{extension}}", [
                openapi.extension(list(offered())), *openapi.common([], with_format=False)]),
        ):  # fmt: skip
            extra = {
                "parameters": [*parameters, *own],
                "responses": openapi.responses(schema, media),
            }
            suffix = "-as" if "extension" in path else ""
            router.add_api_route(path, answer, methods=["HEAD"], include_in_schema=False)
            router.add_api_route(
                path, answer, methods=["GET"], tags=[kind],
                summary=f"{title.en} / {title.ja}",
                description=f"{question.en}\n\n{question.ja}",
                operation_id=f"{kind}-{name}{suffix}",
                openapi_extra=extra, response_class=Response,
            )  # fmt: skip

    def unknown(self, kind: str) -> Any:
        """Return what answers a name that does not exist."""
        known = self.service.knows.queries if kind == "questions" else self.service.knows.presets

        async def answer(request: Request, name: str) -> Response:
            words = "question" if kind == "questions" else "comparison"
            told = str(UnknownName(words, name.partition(".")[0], known))
            return problem(404, worded(request.scope, told))

        return answer

    async def answer(
        self, request: Request, kind: str, name: str, extension: str | None
    ) -> Response:
        """Answer one request."""
        try:
            given = _given(request, extension is None)
            named = extension or given.pop("format", "") or None
            form = _form(request, named)
            if form == "html" and not named and not given:
                return _led_to_page(request, kind, name)
            task = self._task(kind, name, given, form)
            coding = negotiation.encoding(request.headers.get("accept-encoding"), CODINGS)
            task["encoding"] = coding
            tag = self.service.tag(task)
            headers = {
                **validator(tag),
                "vary": "Accept, Accept-Encoding",
                "cache-control": "no-cache",
            }
            if matches(request.headers.get("if-none-match"), tag):
                return Response(status_code=304, headers=headers)
            tag, kept = await self.service.answer(task, client_of(request.scope), task)
            headers |= validator(tag)
        except Refused as error:
            return problem(error.status, worded(request.scope, error.message))
        except NoAnswer as error:
            return problem(error.status, worded(request.scope, error.message), error.retry_after)
        if "encoding" in kept.head:
            headers["content-encoding"] = kept.head["encoding"]
        headers["content-type"] = offered()[form][1]
        return Response(kept.body, headers=headers)

    def _task(self, kind: str, name: str, given: dict[str, str], form: str) -> dict[str, Any]:
        language = given.pop("lang", "") or "ja"
        if language not in ("ja", "en"):
            raise Refused(400, f"no language '{language}' - known: en, ja")
        if kind == "compare":
            for each in given:
                if each not in CELL:
                    raise Refused(400, f"no parameter '{each}' - {did_you_mean(each, CELL)}")
            given = {each: value for each, value in given.items() if value}
            if len(given) == 1:
                raise Refused(400, "give both row and column to see what stands behind a cell")
        return {
            "do": "question" if kind == "questions" else "comparison",
            "name": name,
            "language": language,
            "parameters": given,
            "format": offered()[form][0],
        }


def _led_to_page(request: Request, kind: str, name: str) -> Response:
    """Lead a browser from an answer to its page; the report stands at the address with .html."""
    language = language_of(request.headers.get("accept-language"))
    top = "question" if kind == "questions" else kind
    headers = {"vary": "Accept, Accept-Language"}
    return RedirectResponse(f"/{language}/{top}/{name}.html", 303, headers)


def _given(request: Request, with_format: bool) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in pairs(request.scope["query_string"].decode("latin-1"), "the URL"):
        if name in given:
            raise Refused(400, f"'{name}' is given twice")
        if name == "format" and not with_format:
            raise Refused(400, "the address ends in a form already; leave 'format' out")
        given[name] = value
    return given


def _form(request: Request, named: str | None) -> str:
    forms = offered()
    if named is not None:
        for key, (name, _) in forms.items():
            if named in (key, name):
                return key
        raise Refused(400, f"no format named '{named}' - {did_you_mean(named, forms)}")
    media: Iterable[list[str]] = ([each[1].partition(";")[0]] for each in forms.values())
    number = negotiation.choose(request.headers.get("accept"), list(media))
    if number is None:
        raise Refused(406, f"nothing acceptable; there are: {', '.join(forms)}")
    return list(forms)[number]


def _json(content: Any) -> Response:
    body = json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8") + b"\n"
    return Response(body, media_type="application/json")
