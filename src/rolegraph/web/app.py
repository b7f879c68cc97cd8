"""The web application, put together from routers, and the process that serves it."""

import resource
import socket
from collections.abc import Callable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rolegraph import __version__
from rolegraph.pages.rendering import draw_documentation, policy
from rolegraph.web import openapi
from rolegraph.web.edges import Edges
from rolegraph.web.endpoint import endpoints
from rolegraph.web.log import log
from rolegraph.web.operations import Metrics, operation_routes
from rolegraph.web.page_routes import add_pages
from rolegraph.web.pool import Pool
from rolegraph.web.problems import add_problems
from rolegraph.web.questions import add_questions
from rolegraph.web.service import Cache, Service
from rolegraph.web.settings import Settings
from rolegraph.web.tasks import Knows

SPARE_FILES = 1000
Router = Callable[[Any, Service], None]


def add_operations(app: Any, service: Service) -> None:
    """Mount /healthz and /metrics."""
    app.router.routes.extend(operation_routes(service))


ROUTERS: tuple[Router, ...] = (add_operations, add_questions, add_pages)


def create_app(service: Service, routers: Sequence[Router] = ROUTERS) -> Edges:
    """Return the application; each router adds its routes to a FastAPI application."""
    from fastapi import FastAPI

    base = service.settings.base_url.rstrip("/")
    app = FastAPI(
        title="rolegraph",
        version=__version__,
        description="Named questions about municipal plans, and a SPARQL endpoint at /sparql.",
        servers=[{"url": base}] if base else None,
        redirect_slashes=False,
        docs_url=None,  # FastAPI's own pages load scripts from the internet
        redoc_url=None,
    )
    for add in routers:
        add(app, service)
    direct = endpoints(service)
    add_documentation(app, service)
    add_problems(app, direct)
    return Edges(app, direct, service)


def add_documentation(app: Any, service: Service) -> None:
    """Mount /docs, and describe the addresses that FastAPI does not know."""
    app.openapi()["paths"] |= openapi.fixed(service.settings.query_size)

    async def docs(_: Request) -> Response:
        page = draw_documentation(app.openapi())
        headers = {"content-security-policy": policy(), "cache-control": "no-cache"}
        return Response(page, media_type="text/html", headers=headers)

    app.router.routes.append(Route("/docs", docs))


def allow_connections(wanted: int) -> None:
    """Let this process open so many connections, and files beside, if the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + SPARE_FILES
    if soft < needed:
        most = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


def talk(line: socket.socket, listening: socket.socket, knows: Knows, settings: Settings) -> None:
    """Serve HTTP until told to stop; the body of the app's process."""
    from rolegraph.web.listening import Server, configured

    allow_connections(settings.connections)

    async def serve() -> None:
        pool = Pool(line, settings)
        service = Service(settings, knows, pool, Metrics(), Cache(settings.cache))

        def on_build(digest: str) -> None:
            service.cache.clear()
            log("serving", build=digest, workers=settings.workers)

        pool.on_build = on_build
        pool.start()
        await Server(configured(create_app(service))).serve(sockets=[listening])

    import uvloop

    uvloop.run(serve())
