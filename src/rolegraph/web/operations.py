"""How the server is doing: /healthz for those who restart it, /metrics for those who watch it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rolegraph.web.answering import NoAnswer

if TYPE_CHECKING:
    from rolegraph.web.pool import Pool
    from rolegraph.web.service import Service

TOO_MANY = 429
BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The counts of one server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "rolegraph_requests", "requests by route and status", ["route", "status"],
            registry=self.registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "rolegraph_request_seconds", "seconds until a response was complete", ["route"],
            buckets=BUCKETS, registry=self.registry,
        )  # fmt: skip
        self.sent = Counter("rolegraph_sent_bytes", "bytes of bodies", registry=self.registry)
        self.cut = Counter("rolegraph_cut_results", "results cut", registry=self.registry)
        self.cached = Counter(
            "rolegraph_cached_answers", "answers from the cache", registry=self.registry
        )


class Workings(Collector):
    """What the pool of workers counts itself, read when somebody asks."""

    def __init__(self, pool: "Pool") -> None:
        self._pool = pool

    def collect(self) -> Iterator[Metric]:
        """Yield workers, waiting requests, bytes that slow clients hold, and killed workers."""
        pool = self._pool
        yield GaugeMetricFamily("rolegraph_workers", "workers alive", pool.alive)
        yield GaugeMetricFamily("rolegraph_waiting", "requests that wait", pool.waiting)
        yield GaugeMetricFamily("rolegraph_held_bytes", "answers not fetched yet", pool.held)
        words = "workers ended, by reason"
        killed = CounterMetricFamily("rolegraph_killed_workers", words, labels=["reason"])
        for reason, count in pool.killed.items():
            killed.add_metric([reason], count)
        yield killed


def operation_routes(service: "Service") -> list[Route]:
    """Return /healthz and /metrics."""

    async def healthz(_: Request) -> Response:
        state = {
            "status": (status := await _status(service)),
            "workers": service.pool.alive,
            "waiting": service.pool.waiting,
            "build": service.pool.digest,
        }
        headers = {"cache-control": "no-store"}
        return JSONResponse(state, 200 if status == "ok" else 503, headers)

    async def metrics(_: Request) -> Response:
        text = generate_latest(service.metrics.registry)
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")

    service.metrics.registry.register(Workings(service.pool))
    return [Route("/healthz", healthz), Route("/metrics", metrics)]


async def _status(service: "Service") -> str:
    """Return 'ok', or what keeps the server from answering."""
    if not service.pool.alive and service.settings.workers:
        return "no worker"
    if service.knows.remote:
        try:
            service.pool.leave(await service.pool.ask({"do": "awake"}, "healthz"))
        except NoAnswer as error:
            if error.status != TOO_MANY:  # others wait for it, so it is there
                return "the other server is down"
    return "ok"
