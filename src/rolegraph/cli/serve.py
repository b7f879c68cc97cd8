"""rolegraph serve: the questions and the SPARQL endpoint over HTTP."""

from typing import TYPE_CHECKING, Any

import click

from rolegraph.cli.common import endpoint_option, settings_of
from rolegraph.web.settings import SETTINGS, Settings, checked

if TYPE_CHECKING:
    from collections.abc import Callable


def server_options(command: "Callable[..., Any]") -> "Callable[..., Any]":
    """Add an option for every setting of the server, with its environment variable."""
    for setting in reversed(SETTINGS):
        default = getattr(Settings(), setting.name)
        command = click.option(
            setting.option,
            envvar=setting.variable,
            show_envvar=True,
            type=type(default),
            default=default,
            show_default=default != "",
            help=setting.help.en[:1].upper() + setting.help.en[1:] + ".",
        )(command)
    return command


@click.command("serve", epilog="Example: rolegraph serve --port 8000")
@server_options
@endpoint_option
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    """Serve the SPARQL endpoint and the named questions over HTTP, until Ctrl-C.

    With --store, the graph that 'rolegraph build' wrote; else it is built first.
    """
    from rolegraph.web.serving import serve

    settings = settings_of(ctx)

    def told(address: str) -> None:
        click.echo(
            settings.words(
                f"{address} で公開しています(終了: Ctrl-C)", f"serving at {address} (Ctrl-C ends)"
            )
        )

    folder, endpoint = settings.store_folder, settings.endpoint
    how = checked(Settings(**given))
    raise SystemExit(serve(settings.workspace, folder, how, told, endpoint))
