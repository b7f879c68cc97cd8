"""rolegraph sparql: any query on one's own machine."""

import sys
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import click

from rolegraph.cli.common import Settings, endpoint_option, settings_of

NAMES = ["table", "json", "xml", "csv", "tsv", "turtle", "trig", "ntriples", "nquads", "rdfxml"]


@click.command(
    "sparql", epilog="Example: rolegraph sparql 'SELECT ?g { GRAPH ?g {} }' --format csv"
)
@click.argument("query", metavar="QUERY|FILE|-")
@click.option("--format", "name", type=click.Choice([*NAMES, "jsonld"]), help="Form of the answer.")
@click.option("--federate", is_flag=True, help="Let SERVICE call the servers of endpoints.yaml.")
@click.option("--allow", multiple=True, metavar="URL", help="Another server that may be called.")
@click.option("--timeout", default=30, show_default=True, help="Seconds that a server may take.")
@click.option(
    "--max-age", default=30, show_default=True, help="Days for which answers of servers are kept."
)
@click.option(
    "--cache",
    type=click.Path(path_type=Path),
    default=lambda: Path(click.get_app_dir("rolegraph")) / "federation",
    help="Folder for answers of servers.",
)
@endpoint_option
@click.pass_context
def command(
    ctx: click.Context,
    query: str,
    name: str | None,
    federate: bool,
    allow: tuple[str, ...],
    timeout: int,
    max_age: int,
    cache: Path,
) -> None:
    """Run a SPARQL query, given as text, as a file or on standard input."""
    settings = settings_of(ctx)
    sparql = _text(query)
    if federate:
        sparql = _federated(settings, sparql, allow, timeout, max_age, cache)
    _answer(settings, sparql, name)


def _text(query: str) -> str:
    from rolegraph.errors import CannotRead

    path = Path(query)
    try:
        if query == "-":
            return sys.stdin.buffer.read().decode("utf-8-sig")
        is_path = len(query) < 250 and "\n" not in query and path.is_file()
        return path.read_text("utf-8-sig") if is_path else query
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRead(f"cannot read '{query}'", "make it a readable UTF-8 file") from error


def _answer(settings: Settings, sparql: str, name: str | None) -> None:
    from rolegraph.errors import BadQuery, did_you_mean
    from rolegraph.store.formats import formats_of, named_format
    from rolegraph.store.judging import check, check_calls
    from rolegraph.store.lexical import form_of
    from rolegraph.store.sealing import sealed
    from rolegraph.store.seam import Selection
    from rolegraph.store.syntax import explain
    from rolegraph.tables import render

    form = form_of(sparql)
    chosen = named_format(form, name) if name and name != "table" else formats_of(form)[0]
    if chosen is None:
        names = [each.name for each in formats_of(form)]
        raise BadQuery(f"no '{name}' for this form of query", did_you_mean(name or "", names))
    engine, out = settings.engine(), sys.stdout.buffer
    try:
        check(sparql)
        if check_calls(sparql):
            raise BadQuery("SERVICE calls another server", "add --federate to allow it")
        with nullcontext() if settings.endpoint else sealed():
            if name in (None, "table") and form == "SELECT":
                table = engine.select(sparql)
            else:
                engine.answer(sparql, chosen.media, Selection(), lambda piece: _write(out, piece))
                table = None
    except (SyntaxError, ValueError) as error:
        raise BadQuery(explain(sparql, str(error))) from error
    click.echo(render(table, "table") if table else "", nl=table is None)


def _write(out: BinaryIO, piece: bytes) -> None:
    out.write(piece)


def _federated(
    settings: Settings, sparql: str, allow: tuple[str, ...], timeout: int, age: int, folder: Path
) -> str:
    from rolegraph.federation import Cache, federated, read_allowed
    from rolegraph.store.remote import RemoteEndpoint
    from rolegraph.store.seam import Selection

    allowed = read_allowed(settings.workspace.queries) | {url: url for url in allow}
    now = datetime.now(UTC).date()
    cache = Cache(folder, now.isoformat(), (now - timedelta(days=age)).isoformat())

    def fetch(address: str, query: str) -> bytes:
        return RemoteEndpoint(address, timeout).fetch(
            query, Selection(), "application/sparql-results+json"
        )

    def tell(words: str) -> None:
        click.echo(words, err=True)

    return federated(sparql, allowed, fetch, cache, tell)
