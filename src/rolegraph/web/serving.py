"""From a workspace or a build to a running server."""

import socket
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from rolegraph.building import loaded
from rolegraph.comparison import read_presets
from rolegraph.errors import CannotServe
from rolegraph.graph import read_vocabulary
from rolegraph.pages import TAKEN, Catalogue, Setting, built_assets
from rolegraph.queries import read_queries
from rolegraph.reading.citation import read_citation
from rolegraph.release import release_files
from rolegraph.reports import FORMATS
from rolegraph.store import digest_of
from rolegraph.store.remote import RemoteEndpoint
from rolegraph.store.seam import Answering
from rolegraph.versions import current_name
from rolegraph.web.keeper import Start, keep
from rolegraph.web.settings import Settings
from rolegraph.web.tasks import Knowledge, Knows
from rolegraph.workspace import Workspace


def serve(
    workspace: Workspace,
    folder: Path | None,
    settings: Settings,
    told: Callable[[str], None],
    endpoint: str = "",
) -> int:
    """Serve until told to stop and return the exit code; `told` hears the address.

    `endpoint` is another SPARQL server to ask instead of a store of our own.

    Raises CannotServe when the address cannot be used, CannotRead when there is no store.
    """
    listening = listen(settings)
    queries, presets = read_queries(workspace.queries), read_presets(workspace.queries)
    knows = Knows(queries, presets, bool(endpoint))
    host, port = listening.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"

    def load() -> Knowledge:
        engine, name = _engine(workspace, folder, settings, endpoint)
        setting = live_setting(settings.base_url, name)
        setting = setting._replace(citation=read_citation(workspace))
        rules = read_vocabulary(workspace.shapes)
        files = release_files(keep=not endpoint)
        catalogue = Catalogue(engine, queries, presets, setting, rules=rules, files=files)
        if not endpoint:
            catalogue.warm()
        return Knowledge(engine, queries, presets, name, bool(endpoint), catalogue, workspace)

    def pointer() -> str:
        return current_name(folder) if folder and not endpoint else ""

    def talk(line: socket.socket, heard: socket.socket) -> None:
        from rolegraph.web import app

        app.talk(line, heard, knows, settings)

    return keep(listening, settings, Start(load, pointer, talk, lambda: told(address)))


def live_setting(base_url: str, digest: str) -> Setting:
    """Return how pages are shown by this outlet."""
    downloads = {name: FORMATS[name] for name in TAKEN if name != "xlsx" or find_spec("xlsxwriter")}
    version = digest[:12]
    return Setting(True, base_url.rstrip("/"), built_assets(), downloads, version)


def _engine(
    workspace: Workspace, folder: Path | None, settings: Settings, endpoint: str
) -> tuple[Answering, str]:
    if not endpoint:
        store = loaded(workspace, folder)
        return store, store.digest
    return RemoteEndpoint(endpoint, settings.timeout), digest_of(endpoint.encode())


def listen(settings: Settings) -> socket.socket:
    """Return a listening socket. Raises CannotServe."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # the protocol is named, or asyncio would not switch off Nagle's delay: 40 ms an answer
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(2048)
    except OSError as error:
        raise CannotServe(
            f"cannot listen on {settings.host}:{settings.port} ({error.strerror or error})",
            "choose another address with --host and --port",
        ) from error
    return listening
