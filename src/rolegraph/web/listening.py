"""How uvicorn listens: our connections, looked after every second, and an orderly end."""

import asyncio
import logging
import math
import socket
import traceback

import uvicorn

from rolegraph.web.connection import Connection
from rolegraph.web.edges import Edges
from rolegraph.web.log import log

GRACE = 1.0  # seconds in which what is being answered may end by itself
BEFORE_FORCE = 3


class Server(uvicorn.Server):
    """uvicorn's server, which also looks after connections and ends queries when it stops."""

    async def on_tick(self, counter: int) -> bool:
        """Look after every connection once a second (ten ticks)."""
        if counter % 10 == 0:
            for connection in tuple(self.server_state.connections):
                if isinstance(connection, Connection):
                    connection.look()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop: what is not answered soon is told so."""
        app = self.config.app
        if isinstance(app, Edges):
            asyncio.get_running_loop().call_later(GRACE, app.service.pool.stop)
        await super().shutdown(sockets)


class Lines(logging.Handler):
    """What libraries log becomes lines of JSON as well."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        facts = {"logger": record.name, "message": record.getMessage().strip()}
        if record.exc_info:
            facts["trace"] = "".join(traceback.format_exception(*record.exc_info))
        log(record.levelname.lower(), **facts)


def configured(app: Edges) -> uvicorn.Config:
    """Return how uvicorn runs an application."""
    logging.basicConfig(handlers=[Lines()], level=logging.WARNING, force=True)
    return uvicorn.Config(
        app,
        http=Connection,  # on h11: httptools drops the body of a POST that offers an upgrade to h2c
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        log_level="error",  # what is wrong with requests is logged by the connection
        server_header=False,
        h11_max_incomplete_event_size=2 * app.service.settings.query_size + (1 << 16),
        timeout_keep_alive=math.ceil(app.service.settings.patience),
        timeout_graceful_shutdown=BEFORE_FORCE,
        backlog=2048,
    )
