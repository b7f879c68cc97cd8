"""A real `rolegraph serve` in a process of its own, on a free loopback port."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import httpx

CORPUS = Path(__file__).parents[1] / "corpus"
ALL = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"
# A product of four patterns over all triples: hours of work that a worker cannot finish.
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def children(pid: int) -> list[int]:
    """Return the processes that a process has made."""
    with suppress(OSError):
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


class Server:
    """A running server: its address, its process and what it wrote to standard error."""

    def __init__(self, process: subprocess.Popen[str], base: str) -> None:
        self.process = process
        self.base = base
        self.client = httpx.Client(base_url=base, timeout=60)
        self.lines: list[str] = []
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        for line in self.process.stderr or ():
            self.lines.append(line)

    def query(self, sparql: str, accept: str = "application/sparql-results+json", **more: object):
        """Send a query as GET."""
        params = {"query": sparql, **more}
        return self.client.get("/sparql", params=params, headers={"accept": accept})

    def rows(self, sparql: str, **more: object) -> list[dict[str, str]]:
        """Return the rows of a SELECT query as plain values."""
        response = self.query(sparql, **more)
        assert response.status_code == 200, response.text
        found = response.json()["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in found]

    def parts(self) -> tuple[int, list[int], list[int]]:
        """Return the processes below the keeper: the app, the holders of builds, the workers."""
        below = children(self.process.pid)
        workers = {pid: children(pid) for pid in below}
        holders = [pid for pid in below if workers[pid]]
        app = next((pid for pid in below if pid not in holders), 0)
        return app, holders, [pid for each in workers.values() for pid in each]

    def events(self) -> list[dict[str, object]]:
        """Return the log lines so far."""
        return [json.loads(line) for line in self.lines if line.startswith("{")]

    def stop(self) -> int:
        """Stop the server and return its exit code."""
        self.client.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        self._listener.join(5)
        for stream in (self.process.stdout, self.process.stderr):
            if stream:
                stream.close()
        return code


def start(
    *options: str,
    before: tuple[str, ...] = (),
    workspace: Path = CORPUS,
    log: IO[str] | int = subprocess.PIPE,
) -> Server:
    """Start a server and wait until it listens; a log that goes to a file is not in `lines`."""
    command = [sys.executable, "-m", "rolegraph", "--lang", "en", "--workspace", str(workspace)]
    process = subprocess.Popen(
        [*command, *before, "serve", "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    address = re.search(r"http://\S+:\d+", line)
    if not address:
        _, told = process.communicate(timeout=20)
        raise AssertionError(f"the server did not start: {line}{told}")
    return Server(process, address[0])


@contextmanager
def serving(*options: str, **more: object) -> Iterator[Server]:
    """A server for the time of a block."""
    server = start(*options, **more)
    try:
        yield server
    finally:
        server.stop()


def wait_for(condition, what: str, seconds: float = 15):
    """Wait for something that another process does; fail when it does not happen in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return
        threading.Event().wait(0.02)
    raise AssertionError(f"did not happen within {seconds} seconds: {what}")
