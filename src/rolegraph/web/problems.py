"""What the addresses of the API say when they have no answer (RFC 9457)."""

import json
from collections.abc import Iterable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from rolegraph.errors import closest

PROBLEM_MEDIA = "application/problem+json"
TITLES = {
    400: "Bad request",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
}
METHODS = ("GET", "HEAD", "POST")


def problem(status: int, detail: str, retry_after: int = 0, allow: str = "") -> Response:
    """Return a response that says why there is no answer."""
    title = TITLES.get(status, "Not possible now")
    body = json.dumps({"status": status, "title": title, "detail": detail}, ensure_ascii=False)
    headers = {"retry-after": str(retry_after)} if retry_after else {}
    if allow:
        headers["allow"] = allow
    return Response(body.encode("utf-8", "replace"), status, headers, media_type=PROBLEM_MEDIA)


def pointed(path: str, known: Iterable[str]) -> str:
    """Return a sentence about an address that does not exist.

    >>> pointed("/SPARQL/", ["/sparql", "/docs"])
    "there is nothing at '/SPARQL/' - did you mean '/sparql'?"
    """
    names = list(known)
    tidy = path.rstrip("/").lower()
    near = tidy if tidy in names else closest(tidy, names)
    remedy = f"did you mean '{near}'?" if near else "/docs lists all addresses"
    return f"there is nothing at '{path}' - {remedy}"


def add_problems(app: Any, others: Iterable[str]) -> None:
    """Have an application answer plainly where nothing is, and tell the methods of an address."""

    async def nothing(request: Request, _: HTTPException) -> Response:
        return problem(404, pointed(request.url.path, [*app.openapi()["paths"], *others]))

    async def another_method(request: Request, _: HTTPException) -> Response:
        allow = ", ".join([*methods_of(app, request), "OPTIONS"])
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"allow": allow})
        return problem(405, f"use one of {allow}", allow=allow)

    app.add_exception_handler(404, nothing)
    app.add_exception_handler(405, another_method)


def methods_of(app: Any, request: Request) -> list[str]:
    """Return the methods that an address takes."""
    return [
        method
        for method in METHODS
        if any(
            each.matches({**request.scope, "method": method})[0] is Match.FULL
            for each in app.router.routes
        )
    ]
