"""The web application, put together from routers, and the process that serves it."""

import socket
from collections.abc import Callable, Sequence
from typing import Any

from rolegraph import __version__
from rolegraph.web.edges import Edges
from rolegraph.web.endpoint import endpoints
from rolegraph.web.operations import Metrics, log, operation_routes
from rolegraph.web.page_routes import add_pages
from rolegraph.web.pool import Pool
from rolegraph.web.questions import add_questions
from rolegraph.web.service import Cache, Service
from rolegraph.web.settings import Settings
from rolegraph.web.tasks import Knows

Router = Callable[[Any, Service], None]


def add_operations(app: Any, service: Service) -> None:
    """Mount /healthz and /metrics."""
    app.router.routes.extend(operation_routes(service))


ROUTERS: tuple[Router, ...] = (add_operations, add_questions, add_pages)


def create_app(service: Service, routers: Sequence[Router] = ROUTERS) -> Edges:
    """Return the application; each router adds its routes to a FastAPI application."""
    from fastapi import FastAPI

    app = FastAPI(
        title="rolegraph",
        version=__version__,
        description="Named questions about municipal plans, and a SPARQL endpoint at /sparql.",
        redirect_slashes=False,
    )
    for add in routers:
        add(app, service)
    return Edges(app, endpoints(service), service)


def talk(line: socket.socket, listening: socket.socket, knows: Knows, settings: Settings) -> None:
    """Serve HTTP until told to stop; the body of the app's process."""
    import uvicorn

    async def serve() -> None:
        pool = Pool(line, settings)
        service = Service(settings, knows, pool, Metrics(), Cache(settings.cache))

        def on_build(digest: str) -> None:
            service.cache.clear()
            log("serving", build=digest, workers=settings.workers)

        pool.on_build = on_build
        config = uvicorn.Config(
            create_app(service),
            http="h11",  # httptools drops the body of a POST that offers an upgrade to h2c
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            h11_max_incomplete_event_size=max(1 << 16, settings.query_size),
            timeout_keep_alive=30,
            timeout_graceful_shutdown=3,
            backlog=2048,
        )
        pool.start()
        await uvicorn.Server(config).serve(sockets=[listening])

    import uvloop

    uvloop.run(serve())
