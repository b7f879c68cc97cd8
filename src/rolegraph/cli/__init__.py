"""The command line: parse input, call one function, print. One module a command."""

from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import click

from rolegraph import __version__
from rolegraph.cli.common import Commands, Settings

if TYPE_CHECKING:
    from rolegraph.findings import Language

MODULES = {
    module.name: f"rolegraph.cli.{module.name}"
    for module in iter_modules(__path__)
    if module.name != "common"
}


@click.group(
    cls=Commands,
    modules=MODULES,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: rolegraph compare duties",
)
@click.version_option(__version__, prog_name="rolegraph")
@click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    envvar="ROLEGRAPH_WORKSPACE",
    help="Folder with data/ (default: around the current folder, else the packaged one).",
)
@click.option(
    "--store",
    type=click.Path(path_type=Path),
    envvar="ROLEGRAPH_STORE",
    help="Folder written by 'rolegraph build' (default: build in memory).",
)
@click.option(
    "--endpoint",
    envvar="ROLEGRAPH_ENDPOINT",
    help="Address of another SPARQL server to ask instead (see 'rolegraph load').",
)
@click.option(
    "--lang",
    type=click.Choice(["ja", "en"]),
    default="ja",
    envvar="ROLEGRAPH_LANG",
    show_default=True,
    help="Language of labels and messages.",
)
@click.pass_context
def main(
    ctx: click.Context,
    workspace: Path | None,
    store: Path | None,
    endpoint: str | None,
    lang: "Language",
) -> None:
    """Who is asked to do what, by which measures, in which city's plan, and where it says so."""
    ctx.obj = Settings(workspace, store, lang, endpoint or "")
