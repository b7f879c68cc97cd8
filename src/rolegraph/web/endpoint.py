"""The SPARQL endpoint at /sparql: a request in, the engine's own bytes out."""

import json
from typing import Any

from starlette.routing import Route

from rolegraph.errors import did_you_mean
from rolegraph.store.formats import TRIPLES, Format, formats_of, known_names, named_format
from rolegraph.store.lexical import is_stable
from rolegraph.web import negotiation
from rolegraph.web.description import description, written
from rolegraph.web.exchange import (
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
)
from rolegraph.web.pool import NoAnswer
from rolegraph.web.requests import Asked, Refused, read_request
from rolegraph.web.service import Kept, Service, matches

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
CODINGS = ("zstd", "gzip")
VARY = ("vary", "Accept, Accept-Encoding")


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
        try:
            asked = await self._asked(scope, receive)
            work = self._query(scope, send, asked) if asked else self._describe(scope, send)
        except Refused as error:
            await send_text(send, error.status, error.message)
            return
        await unless_gone(receive, self._told(send, work))

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

    async def _told(self, send: Send, work: Any) -> None:
        try:
            await work
        except Refused as error:
            await send_text(send, error.status, error.message)
        except NoAnswer as error:
            after = [("retry-after", str(error.retry_after))] if error.retry_after else []
            await send_text(send, error.status, error.message, after)

    async def _query(self, scope: Scope, send: Send, asked: Asked) -> None:
        chosen = form_of_answer(asked, header(scope, "accept"))
        coding = negotiation.encoding(header(scope, "accept-encoding"), CODINGS)
        settings = self.service.settings
        headers = [("content-type", chosen.content_type), VARY, ("cache-control", "no-cache")]
        if is_stable(asked.query):
            base = base_of(scope, settings.base_url)
            tag = self.service.tag(asked, chosen.media, coding, settings.rows, base)
            headers.append(("etag", tag))
            if matches(header(scope, "if-none-match"), tag):
                await send_whole(send, 304, headers)
                return
        task = self._task(scope, asked, chosen, coding)
        answer = await self.service.pool.ask(task, client_of(scope))
        try:
            head = await answer.head
            if head.get("cut"):
                self.service.metrics.cut.inc()
                headers.append(("rolegraph-rows-cut", f"{settings.rows}"))
                headers.append(("warning", f'299 rolegraph "cut at {settings.rows} rows"'))
            await send_answer(send, answer, headers)
        finally:
            self.service.pool.leave(answer)

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
        number = negotiation.choose(
            header(scope, "accept"), [(each.media, *each.also) for each in TRIPLES]
        )
        chosen = TRIPLES[number or 0]  # a browser that asks for HTML gets Turtle
        base = base_of(scope, self.service.settings.base_url)
        tag = self.service.tag("description", chosen.media, base)
        headers = [("content-type", chosen.content_type), VARY, ("etag", tag)]
        if matches(header(scope, "if-none-match"), tag):
            await send_whole(send, 304, headers)
            return
        graphs = json.loads(await self._statistics(client_of(scope)))
        body = written(description(f"{base}/sparql", graphs), chosen.engine)  # type: ignore[arg-type]
        await send_whole(send, 200, headers, body)

    async def _statistics(self, client: str) -> bytes:
        kept = self.service.cache.get("statistics")
        if kept is None:
            answer = await self.service.pool.ask({"do": "statistics"}, client)
            kept = Kept(await answer.head, await answer.body())
            self.service.cache.put("statistics", kept)
        return kept.body


def form_of_answer(asked: Asked, accept: str | None) -> Format:
    """Return the format of an answer: the one named, or the one accepted best. Raises Refused."""
    offers = formats_of(asked.form)
    if asked.formats:
        found = {_named(asked.form, name) for name in asked.formats}
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


def endpoint_routes(service: Service) -> list[Route]:
    """Return /sparql and the well-known address of the description."""
    endpoint = Endpoint(service)

    class Described(Endpoint):
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await unless_gone(receive, self._told(send, self._describe(scope, send)))

    return [
        Route("/sparql", endpoint, methods=None, include_in_schema=False),
        Route("/.well-known/void", Described(service), methods=["GET"], include_in_schema=False),
    ]
