"""What all commands share: settings, options, printing, and how misuse ends."""

import os
import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from rolegraph.errors import BadData, BadParameter, RolegraphError, UnknownName
from rolegraph.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rolegraph.comparison.exhibit import Exhibit
    from rolegraph.findings import Language
    from rolegraph.queries import Query
    from rolegraph.reports import Format
    from rolegraph.store import Queryable
    from rolegraph.store.seam import Answering
    from rolegraph.study import Study

FORMATS = (
    *("table", "csv", "excel-csv", "tsv", "json", "markdown", "html", "latex"),
    *("xlsx", "docx", "turtle", "bibtex", "ris", "csl-json"),
)


@cache  # help asks for them once for each question
def _queries(folder: Path) -> "Mapping[str, Query]":
    from rolegraph.queries import read_queries

    return read_queries(folder)


class Settings(NamedTuple):
    """What every command may need: where the corpus lies and in which language to speak."""

    workspace_folder: Path | None = None
    store_folder: Path | None = None
    language: "Language" = "ja"
    endpoint: str = ""

    @property
    def workspace(self) -> Workspace:
        """The workspace asked for, around the current folder, or in the package."""
        return find_workspace(self.workspace_folder)

    @property
    def queries(self) -> "Mapping[str, Query]":
        """The named questions of the workspace."""
        return _queries(self.workspace.queries)

    def store(self) -> "Queryable":
        """Return what answers questions: see engine."""
        return self.engine()

    def engine(self) -> "Answering":
        """Return another server or the built store when one is named, or one built now."""
        if self.endpoint:
            from rolegraph.store.remote import RemoteEndpoint

            return RemoteEndpoint(self.endpoint)
        if self.store_folder:  # answers at once: what reads and builds is not even imported
            from rolegraph.store import Store
            from rolegraph.versions import hold_current

            version, hold = hold_current(self.store_folder)
            return Store.open(version / "store", hold)
        from rolegraph.building import open_store

        return open_store(self.workspace, None)

    def study(self) -> "Study":
        """Return the corpus opened for questions, comparisons, networks and reports."""
        from rolegraph.study import Study

        return Study(self.workspace, self.store(), self.language)

    def words(self, ja: str, en: str) -> str:
        """Return the words in the language of the output."""
        return en if self.language == "en" else ja


class Commands(click.Group):
    """A group whose commands are imported when used; misuse ends as one line and exit code 2."""

    def __init__(self, modules: "Mapping[str, str]", **settings: Any) -> None:
        super().__init__(**settings)
        self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or say which one may have been meant."""
        if cmd_name not in self.modules:
            raise UnknownName("command", cmd_name, self.modules)
        command: click.Command = import_module(self.modules[cmd_name]).command
        return command

    def make_context(self, *arguments: Any, **settings: Any) -> click.Context:
        """Read the options before the command; a wrong one ends as one line, too."""
        try:
            return super().make_context(*arguments, **settings)
        except click.UsageError as error:
            raise _refused(error) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command and turn what it raises into one line on standard error."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            raise _refused(error) from None
        except RolegraphError as error:
            click.echo(f"rolegraph: {error.in_language(_language(ctx))}", err=True)
            raise SystemExit(1 if isinstance(error, BadData) else 2) from None
        except BrokenPipeError:
            sys.stderr.close()  # the reader went away (| head): nothing more to say
            raise SystemExit(0) from None


def _language(ctx: click.Context | None) -> "Language":
    """Return the language of messages, also before the options are turned into settings."""
    root = ctx.find_root() if ctx else None
    if root and root.obj:
        return settings_of(root).language
    given = root.params.get("lang") if root else None
    return "en" if (given or os.environ.get("ROLEGRAPH_LANG")) == "en" else "ja"


def _refused(error: click.UsageError) -> BaseException:
    """Return how a wrong option or argument ends: one line, and the help that tells more."""
    if type(error).__name__ == "NoArgsIsHelpError":
        return error  # no arguments at all: click prints the help
    path = error.ctx.command_path if error.ctx else "rolegraph"
    words = " ".join(error.format_message().split())
    told = RolegraphError(words, f"see {path} --help").in_language(_language(error.ctx))
    click.echo(f"rolegraph: {told}", err=True)
    return SystemExit(2)


def settings_of(ctx: click.Context, lang: "Language | None" = None) -> Settings:
    """Return the settings given before the command, the language as given after it."""
    settings = ctx.find_object(Settings) or Settings()
    if lang:
        settings = settings._replace(language=lang)
        ctx.find_root().obj = settings  # messages about this run follow it, too
    return settings


def language_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --lang to a command."""
    return click.option("--lang", type=click.Choice(["ja", "en"]), help="Language of the output.")(
        command
    )


def endpoint_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --endpoint to a command, where it means what it means before the command."""

    def told(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
        if value:
            ctx.obj = settings_of(ctx)._replace(endpoint=value)

    return click.option(
        "--endpoint",
        metavar="URL",
        expose_value=False,
        callback=told,
        help="Address of another SPARQL server; the same as before the command.",
    )(command)


def output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --format, --output, --plain and --lang to a command."""
    named = click.option(
        "--format",
        "format_name",
        type=click.Choice(FORMATS),
        help="Form of the output (default: by the suffix of --output, else table).",
    )
    written = click.option(
        "--output",
        "-o",
        type=click.Path(path_type=Path),
        help="File to write (default: standard output).",
    )
    plain = click.option(
        "--plain", is_flag=True, help="CSV file for programs: no BOM, formulas left as they are."
    )
    return named(written(plain(language_option(command))))


def show(text: str, output: Path | None) -> None:
    """Print a text, or write it to a file as a whole."""
    show_bytes(text.encode(), output)


def show_bytes(content: bytes, output: Path | None) -> None:
    """Print text, or write any content to a file as a whole."""
    if output is None:
        click.echo(content.decode(), nl=False)
        return
    from rolegraph.output import write_bytes

    write_bytes(output, content)
    click.echo(f"{output}", err=True)


def show_exhibits(exhibits: "Sequence[Exhibit]", form: "Format", output: Path | None) -> None:
    """Print exhibits in a format, or write them to a file; a workbook is never printed."""
    from rolegraph.reports import render

    if form.binary and output is None and sys.stdout.isatty():
        raise BadParameter(f"{form.name} cannot be shown", f"name a file: --output x{form.suffix}")
    content = render(exhibits, form.name)
    if form.binary and output is None:
        sys.stdout.buffer.write(content)
        return
    show_bytes(content, output)
