"""rolegraph load: the graph into another SPARQL server."""

import click

from rolegraph.cli.common import endpoint_option, settings_of
from rolegraph.errors import BadParameter

STATES = {"loaded": "書き込み済み", "there": "変更なし", "removed": "削除済み"}


@click.command(
    "load",
    epilog="Example: rolegraph load --endpoint http://localhost:8890/sparql "
    "--graph-store http://localhost:8890/sparql-graph-crud-auth --user dba",
)
@endpoint_option
@click.option("--graph-store", default="", help="Address of its Graph Store Protocol, if any.")
@click.option("--update", default="", help="Address for SPARQL Update (default: the endpoint).")
@click.option("--user", default="", envvar="ROLEGRAPH_ENDPOINT_USER", help="Name to log in with.")
@click.option(
    "--password",
    default="",
    envvar="ROLEGRAPH_ENDPOINT_PASSWORD",
    help="Password; better given by the environment variable.",
)
@click.pass_context
def command(ctx: click.Context, graph_store: str, update: str, user: str, password: str) -> None:
    """Fill another SPARQL server, graph by graph; a broken run can be repeated.

    What is there in full is left alone; every graph is read back and compared.
    """
    from rolegraph.building import built_quads
    from rolegraph.loading import load
    from rolegraph.store.filling import RemoteGraphs

    settings = settings_of(ctx)
    if not settings.endpoint:
        raise BadParameter("no server is named", "add --endpoint URL")
    server = RemoteGraphs(settings.endpoint, graph_store, update, user, password)
    for done in load(built_quads(settings.workspace, settings.store_folder), server):
        state = settings.words(STATES[done.state], done.state)
        click.echo(f"{state}\t{done.triples}\t{done.graph}")
