"""The pages as web addresses: the same list as on disk, with redirects from identifiers."""

import base64
import re
from collections.abc import Mapping
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, cast
from urllib.parse import parse_qsl, quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rolegraph.pages import LANGUAGES, TWINS, iri_of
from rolegraph.pages.addresses import form_path, forms_of
from rolegraph.pages.rendering import policy
from rolegraph.release import release_files
from rolegraph.web import negotiation
from rolegraph.web.answering import NoAnswer
from rolegraph.web.endpoint import CODINGS
from rolegraph.web.exchange import base_of, client_of
from rolegraph.web.service import Service, matches, validator

NAMED = re.compile(r"(?:id|scheme|graph)/.+|ns(?:/[0-9.]+)?|shapes")
FORM = re.compile(r"(ja|en)/((?:question|compare)/[a-z0-9-]+|search)\.html")
IDENTIFIED = ("id", "scheme", "graph", "question")  # /compare/… answers for itself
READ = 8  # times the longest file: what is read of a longer one, to tell so on a page
LONGEST_SEARCH = 200
NAME_OF_PAGE = re.compile(r"(?:ja|en)/(.+)\.html")


class PageRoutes:
    """Serves pages from the cache, or has a worker make them."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def root(self, request: Request) -> Response:
        """Lead to the home page in the reader's language."""
        named = str(request.scope["path"]).strip("/")
        language = named if named in LANGUAGES else None
        target = f"/{language or language_of(request.headers.get('accept-language'))}/index.html"
        return RedirectResponse(target, 303, {"vary": "Accept-Language"})

    async def identifier(self, request: Request) -> Response:
        """Lead from an identifier to its page or to the twin that the client likes best.

        One that nothing has leads nowhere: it is told at once.
        """
        name = str(request.scope["path"]).strip("/")
        stem, _, suffix = name.rpartition(".")
        language = language_of(request.headers.get("accept-language"))
        twin = form_path(stem, suffix, language) if stem and suffix in forms_of(stem) else ""
        if not twin:
            forms = forms_of(name)
            offers = [
                ["text/html", "application/xhtml+xml"],
                *([m.partition(";")[0]] for m in forms.values()),
            ]
            number = negotiation.choose(request.headers.get("accept"), offers)
            if number is None:
                return _words(406, f"there are: {', '.join(o[0] for o in offers)}")
            if number:
                twin = form_path(name, list(forms)[number - 1], language)
        target = twin or f"{language}/{name}.html"
        asked = str(request.scope["path"]).removeprefix("/")
        task = {"do": "identifier", "path": target, "name": asked, "language": language}
        try:
            client = client_of(request.scope)
            _, kept = await self.service.answer(task, client, "identifier", target, asked)
        except NoAnswer as error:
            return _words(error.status, error.message)
        headers = {"vary": "Accept, Accept-Language"}
        if kept.head["status"] == 303:
            return RedirectResponse("/" + quote(target), 303, headers)
        return Response(kept.body, 404, headers | headers_of("", kept.head, ""))

    async def page(self, request: Request) -> Response:
        """Answer with a page; a form's answer has an address of its own and is led there."""
        path = request.path_params["path"]
        led = form_target(path, request.url.query)
        if led:
            return RedirectResponse("/" + quote(led), 303)
        coding = negotiation.encoding(request.headers.get("accept-encoding"), CODINGS)
        asked = query_in(path, request.url.query)
        tag = self.service.tag("page", path, coding, asked)
        headers = {**validator(tag), "vary": "Accept-Encoding", "cache-control": "no-cache"}
        if matches(request.headers.get("if-none-match"), tag):
            return Response(status_code=304, headers=headers)
        try:
            task = {"do": "page", "path": path, "encoding": coding, "asked": asked}
            tag, kept = await self.service.answer(
                task, client_of(request.scope), "page", path, coding, asked
            )
        except NoAnswer as error:
            return _words(error.status, error.message)
        status = kept.head.get("status", 200)
        about = path if status == 200 else ""
        headers |= validator(tag) | headers_of(
            about, kept.head, base_of(request.scope, self.service.settings.base_url)
        )
        return Response(kept.body, status, headers)

    async def check(self, request: Request) -> Response:
        """Check the file that was sent and show the findings; the file is not kept."""
        language = request.path_params["language"]
        if language not in LANGUAGES:
            return _words(404, "the check pages are /ja/check and /en/check")
        limit = self.service.settings.query_size * 8
        body, size = b"", 0
        async for piece in request.stream():  # read to its end: a browser hears only then
            size += len(piece)
            if size > READ * limit:
                return _words(413, f"the file is longer than {limit} bytes")
            body = body + piece if size <= limit else b""
        found = sent_file(request.headers.get("content-type", ""), body)
        task: dict[str, Any] = {"do": "check", "name": "-", "language": language}
        if found is None:
            task |= {"refused": 413 if size > limit else 400, "limit": limit}
        else:
            task |= {"name": found[0], "content": found[1]}
        answer = await self.service.pool.ask(task, client_of(request.scope))
        try:
            head, said = await answer.head, await answer.body()
        except NoAnswer as error:
            return _words(error.status, error.message)
        finally:
            self.service.pool.leave(answer)
        headers = headers_of(f"{language}/check.html", head, "") | {"cache-control": "no-store"}
        return Response(said, head.get("status", 200), headers)


def language_of(header: str | None) -> str:
    """Return the language of ours that a reader likes best; Japanese when it is all the same.

    >>> language_of("en-GB,en;q=0.9,ja;q=0.3"), language_of(None), language_of("fr")
    ('en', 'ja', 'ja')
    """
    weights = {"ja": 0.0, "en": 0.0}
    for part in (header or "").lower().split(","):
        tongue, _, more = part.strip().partition(";")
        quality = more.strip().removeprefix("q=") if more else "1"
        key = tongue.partition("-")[0]
        if key in weights and re.fullmatch(r"[01](\.[0-9]{0,3})?", quality):
            weights[key] = max(weights[key], float(quality))
    return "en" if weights["en"] > weights["ja"] else "ja"


def form_target(path: str, query: str) -> str:
    """Return the page that a form without script means, or '' when nothing was chosen.

    >>> form_target("en/question/duties-of-kind.html", "kind=resident&edition=")
    'en/question/duties-of-kind/kind/resident.html'
    >>> form_target("en/compare/duties.html", "a=x&b=y")
    'en/compare/duties/between/x/y.html'
    """
    match = FORM.fullmatch(path)
    given = [(k, v) for k, v in parse_qsl(query) if v]
    if not match or not given:
        return ""
    language, name = match.groups()
    if name == "search":
        asked = dict(given).get("q", "")[:LONGEST_SEARCH].replace("/", " ")
        return f"{language}/search/{asked}.html" if asked.strip() else ""
    if name.startswith("compare/"):
        chosen = dict(given)
        if "a" not in chosen or "b" not in chosen or chosen["a"] == chosen["b"]:
            return ""
        return f"{language}/{name}/between/{chosen['a']}/{chosen['b']}.html"
    return f"{language}/{name}/{'/'.join(f'{k}/{v}' for k, v in given)}.html"


def query_in(path: str, query: str) -> str:
    """Return the SPARQL that an address carries to the query page, or ''.

    >>> query_in("en/query.html", "query=ASK+%7B%7D"), query_in("en/index.html", "query=ASK")
    ('ASK {}', '')
    """
    return dict(parse_qsl(query)).get("query", "") if path[2:] == "/query.html" else ""


def headers_of(path: str, head: Mapping[str, Any], base: str) -> dict[str, str]:
    """Return the headers of a page: its policy, its twins, what it is about."""
    media = cast(str, head.get("media", "text/html; charset=utf-8"))
    headers = {"content-type": media, "referrer-policy": "no-referrer"}
    if "encoding" in head:
        headers["content-encoding"] = cast(str, head["encoding"])
    if media.startswith("text/html"):
        headers["content-security-policy"] = policy()
    files = cast(list[list[str]], head.get("files", []))
    alternates = (f'<{base}/{quote(p)}>; rel="alternate"; type="{kind}"' for p, kind in files)
    links = [*links_of(path, base), *alternates]
    if links:
        headers["link"] = ", ".join(links)
    return headers


def links_of(path: str, base: str) -> list[str]:
    """Return where else the subject of a page or twin is shown, as Link headers say it."""
    page = NAME_OF_PAGE.fullmatch(path)
    if page and NAMED.fullmatch(page[1]):
        name = quote(page[1])
        twins = ((suffix, kind.partition(";")[0]) for suffix, kind in TWINS.items())
        return [
            f'<{iri_of(name)}>; rel="describes"',
            *(f'<{base}/data/{name}.{s}>; rel="alternate"; type="{k}"' for s, k in twins),
        ]
    stem, _, suffix = path.removeprefix("data/").rpartition(".")
    if path.startswith("data/") and suffix in TWINS and NAMED.fullmatch(stem):
        name = quote(stem)
        people = 'rel="alternate"; type="text/html"'
        return [
            f'<{iri_of(name)}>; rel="describes"',
            *(f'<{base}/{t}/{name}.html>; {people}; hreflang="{t}"' for t in LANGUAGES),
        ]
    return []


def sent_file(content_type: str, body: bytes) -> tuple[str, str] | None:
    """Return name and content (base64) of the file in a form, or None when there is none."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    for part in message.iter_parts() if message.is_multipart() else ():
        if part.get_filename() and part.get_param("name", header="content-disposition") == "file":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                name = re.sub(r".*[/\\]", "", str(part.get_filename()))
                return name, base64.b64encode(content).decode("ascii")
    return None


def _words(status: int, message: str) -> Response:
    return Response(message + "\n", status, media_type="text/plain")


def page_routes(service: Service) -> list[Route]:
    """Return the routes of all pages, twins and files, and of the identifiers that lead there."""
    own = PageRoutes(service)
    shown: dict[str, Any] = {"methods": ["GET", "HEAD"], "include_in_schema": False}
    pages = "{path:path}"

    async def below(request: Request) -> Response:
        top = str(request.scope["path"]).split("/")[1]
        request.path_params["path"] = f"{top}/{request.path_params['path']}"
        return await own.page(request)

    async def beside(request: Request) -> Response:
        request.path_params["path"] = str(request.scope["path"]).removeprefix("/")
        return await own.page(request)

    home = ("/", "/index.html", *(f"/{t}{end}" for t in LANGUAGES for end in ("", "/")))
    return [
        *(Route(path, own.root, **shown) for path in home),
        *(Route(f"/{file.path}", beside, **shown) for file in release_files()),
        Route("/{language:str}/check", own.check, methods=["POST"], include_in_schema=False),
        *(Route(f"/{top}/{pages}", below, **shown) for top in ("ja", "en", "data", "assets")),
        *(Route(f"/{top}/{pages}", own.identifier, **shown) for top in IDENTIFIED),
        *(Route(path, own.identifier, **shown) for path in ("/ns", "/ns/{version}", "/shapes")),
        *(Route(f"/{n}.{s}", own.identifier, **shown) for n in ("ns", "shapes") for s in TWINS),
    ]


def add_pages(app: Any, service: Service) -> None:
    """Mount all pages."""
    app.router.routes.extend(page_routes(service))
