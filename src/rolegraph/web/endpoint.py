"""The SPARQL endpoint at /sparql: a request in, the engine's own bytes out."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from rolegraph.errors import did_you_mean
from rolegraph.store.formats import TRIPLES, Format, formats_of, known_names, named_format
from rolegraph.store.lexical import is_stable
from rolegraph.web import negotiation
from rolegraph.web.answering import NoAnswer
from rolegraph.web.description import description, written
from rolegraph.web.exchange import (
    WHOLE,
    Headers,
    Receive,
    Scope,
    Send,
    base_of,
    client_of,
    header,
    read_body,
    send_answer,
    send_text,
    send_whole,
    unless_gone,
    worded,
)
from rolegraph.web.requests import Asked, Refused, pairs, read_request
from rolegraph.web.service import Kept, Service, matches, validator

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
CODINGS = ("zstd", "gzip")
Parts = tuple[Any, ...]  # what shapes an answer; () for one that is different every time
VARY = ("vary", "Accept, Accept-Encoding")
UNCHANGED = ("cache-control", "no-cache")  # kept, but asked about each time


class Endpoint:
    """The ASGI application at /sparql."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] == "OPTIONS":
            await send_whole(send, 204, [("allow", ", ".join(METHODS))])
            return
        if scope["method"] not in METHODS:
            allow = ("allow", ", ".join(METHODS))
            await send_text(
                send, 405, "use GET, HEAD or POST; nothing can be changed here", [allow]
            )
            return
        await self._told(scope, send, self._answer(scope, receive, send))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = await self._asked(scope, receive)
        if asked:
            await self._query(scope, receive, send, asked)
        else:
            await unless_gone(receive, self._told(scope, send, self._describe(scope, send)))

    async def _asked(self, scope: Scope, receive: Receive) -> Asked | None:
        body = b""
        longest = self.service.settings.query_size
        if scope["method"] == "POST":
            if header(scope, "content-encoding") not in (None, "identity"):
                raise Refused(415, "send the query without a Content-Encoding")
            body = await read_body(receive, longest)
        asked = read_request(
            scope["method"],
            scope["query_string"].decode("latin-1"),
            header(scope, "content-type"),
            body,
        )
        if asked and len(asked.query) > longest:
            raise Refused(413, f"the query is longer than {longest} bytes")
        return asked

    async def _told(self, scope: Scope, send: Send, work: Any) -> None:
        try:
            await work
        except Refused as error:
            await send_text(send, error.status, worded(scope, error.message))
        except NoAnswer as error:
            after = [("retry-after", str(error.retry_after))] if error.retry_after else []
            await send_text(send, error.status, worded(scope, error.message), after)

    async def _query(self, scope: Scope, receive: Receive, send: Send, asked: Asked) -> None:
        chosen = form_of_answer(asked.form, asked.formats, header(scope, "accept"))
        coding = negotiation.encoding(header(scope, "accept-encoding"), CODINGS)
        service = self.service
        headers = [("content-type", chosen.content_type), VARY, UNCHANGED]
        parts: Parts = ()
        if is_stable(asked.query):
            base = base_of(scope, service.settings.base_url)
            parts = (asked, chosen.media, coding, service.settings.rows, base)
            tag = service.tag(*parts)
            if matches(header(scope, "if-none-match"), tag):
                await send_whole(send, 304, [*headers, ("etag", tag)])
                return
            kept = service.at_hand(tag)
            if kept is not None:
                more = [("etag", tag), *self._more(kept.head)]
                await send_whole(send, 200, [*headers, *more], kept.body)
                return
        task = self._task(scope, asked, chosen, coding)
        await unless_gone(
            receive, self._told(scope, send, self._ask(scope, send, task, headers, parts))
        )

    async def _ask(
        self, scope: Scope, send: Send, task: dict[str, Any], headers: Headers, parts: Parts
    ) -> None:
        answer = await self.service.pool.ask(task, client_of(scope))
        try:
            head = await answer.head
            tag = self.service.tag(*parts, digest=answer.digest) if parts else ""
            headers = [*headers, *validator(tag).items(), *self._more(head)]
            if head.get("length", WHOLE + 1) > WHOLE:
                await send_answer(send, answer, head, headers)
                return
            kept = Kept(head, await answer.body())  # a worker that dies here is told with a status
            if tag:
                self.service.cache.put(tag, kept)
            await send_whole(send, 200, headers, kept.body)
        finally:
            self.service.pool.leave(answer)

    def _more(self, head: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return the headers that only the answer itself can tell."""
        found = [("content-encoding", head["encoding"])] if "encoding" in head else []
        if head.get("cut"):
            self.service.metrics.cut.inc()
            rows = self.service.settings.rows
            found.append(("rolegraph-rows-cut", f"{rows}"))
            found.append(("warning", f'299 rolegraph "cut at {rows} rows"'))
        return found

    def _task(self, scope: Scope, asked: Asked, chosen: Format, coding: str) -> dict[str, Any]:
        base = base_of(scope, self.service.settings.base_url)
        return {
            "do": "sparql",
            "query": asked.query,
            "media": chosen.media,
            "default": asked.default,
            "named": asked.named,
            "rows": self.service.settings.rows,
            "encoding": coding,
            "base": f"{base}/sparql",
            "notice": f"{base}/sparql#cut-at-{self.service.settings.rows}-rows",
        }

    async def _describe(self, scope: Scope, send: Send) -> None:
        chosen = form_of_description(scope)
        base = base_of(scope, self.service.settings.base_url)
        task = {"do": "statistics"}
        counted, kept = await self.service.answer(task, client_of(scope), "statistics")
        tag = self.service.tag("description", chosen.media, base, counted)
        kind = ("content-type", chosen.content_type)
        headers = [kind, VARY, UNCHANGED, *validator(tag).items()]
        if matches(header(scope, "if-none-match"), tag):
            await send_whole(send, 304, headers)
            return
        told = description(f"{base}/sparql", json.loads(kept.body))
        await send_whole(send, 200, headers, written(told, chosen.engine))  # type: ignore[arg-type]


def form_of_description(scope: Scope) -> Format:
    """Return the format of a description: the one named, or the one accepted best."""
    for name, value in pairs(scope["query_string"].decode("latin-1"), "the URL"):
        if name == "format" and value:
            return _named("CONSTRUCT", value)
    offers = [(each.media, *each.also) for each in TRIPLES]
    number = negotiation.choose(header(scope, "accept"), offers)
    return TRIPLES[number or 0]  # a browser that asks for HTML gets Turtle


@lru_cache(100)
def form_of_answer(form: str, names: tuple[str, ...], accept: str | None) -> Format:
    """Return the format of an answer: the one named, or the one accepted best. Raises Refused."""
    offers = formats_of(form)
    if names:
        found = {_named(form, name) for name in names}
        if len(found) > 1:
            raise Refused(400, f"give one 'format', not {len(found)}")
        return found.pop()
    number = negotiation.choose(accept, [(each.media, *each.also) for each in offers])
    if number is None:
        there_are = ", ".join(each.media for each in offers)
        raise Refused(406, f"nothing acceptable among the forms of this answer: {there_are}")
    return offers[number]


def _named(form: str, name: str) -> Format:
    named = named_format(form, name)
    if named:
        return named
    if any(named_format(other, name) for other in ("SELECT", "CONSTRUCT")):
        names = ", ".join(each.name for each in formats_of(form))
        raise Refused(406, f"no '{name}' for this form of query; there are: {names}")
    raise Refused(400, f"no format named '{name}' - {did_you_mean(name, known_names())}")


def endpoints(service: Service) -> dict[str, Endpoint]:
    """Return what answers at addresses of its own."""
    return {"/sparql": Endpoint(service)}
