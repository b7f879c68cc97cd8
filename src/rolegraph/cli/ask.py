"""rolegraph ask: one subcommand a question, made from its file in queries/."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rolegraph.cli.common import endpoint_option, output_options, settings_of, show, show_exhibits
from rolegraph.errors import UnknownName

if TYPE_CHECKING:
    from rolegraph.cli.common import Settings
    from rolegraph.comparison.exhibit import Exhibit
    from rolegraph.findings import Language
    from rolegraph.queries import Query
    from rolegraph.reports import Format

ROWS_ONLY = ("csv", "excel-csv", "tsv", "json")
passages_option = click.option(
    "--passages", is_flag=True, help="Add to each row the facts behind it and their passages."
)


class Questions(click.Group):
    """The questions of the workspace as commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all questions."""
        return sorted(settings_of(ctx).queries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of one question, or say which one may have been meant."""
        settings = settings_of(ctx)
        queries = settings.queries
        if cmd_name not in queries:
            raise UnknownName("question", cmd_name, queries)
        return _question(queries[cmd_name], settings.language)


@click.group("ask", cls=Questions, epilog="Example: rolegraph ask duties-of-kind --kind resident")
@endpoint_option
def command() -> None:
    """Answer a named question about the plans; each question has its own --help."""


def _question(query: "Query", language: "Language") -> click.Command:
    def run(
        format_name: str | None,
        output: Path | None,
        plain: bool,
        passages: bool,
        lang: "Language | None",
        **given: str,
    ) -> None:
        from rolegraph.reports import format_for

        settings = settings_of(click.get_current_context(), lang)
        form = format_for(format_name, output, plain=plain)
        parameters = {name: value for name, value in given.items() if value}
        if form.detailed and (passages or form.name not in ROWS_ONLY):
            exhibit = _exhibit(settings, query, passages, parameters)
            show_exhibits((exhibit,), form, output)
            return
        _show_rows(settings, query, form, output, parameters)

    made = click.command(
        query.name,
        help=query.question.in_language(language),
        short_help=query.title.in_language(language),
        epilog=_example(query),
    )(passages_option(endpoint_option(output_options(run))))
    for parameter in reversed(query.parameters):
        option = click.Option(
            [f"--{parameter.name}"],
            metavar="SLUG",
            help=parameter.help.in_language(language),
            required=parameter.required,
        )
        made.params.insert(0, option)
    return made


def _show_rows(
    settings: "Settings",
    query: "Query",
    form: "Format",
    output: Path | None,
    parameters: "dict[str, str]",
) -> None:
    """Print the rows alone, without asking for what stands behind them."""
    from rolegraph.comparison.exhibit import rows_exhibit
    from rolegraph.queries import ask

    table = ask(settings.store(), query, settings.language, **parameters)
    if not table.rows and form.name == "table":
        show(settings.words("該当する行はありません\n", "no rows\n"), output)
        return
    show_exhibits((rows_exhibit(query, table, settings.language),), form, output)


def _exhibit(
    settings: "Settings", query: "Query", passages: bool, parameters: "dict[str, str]"
) -> "Exhibit":
    from rolegraph.comparison.exhibit import exhibit_answer, with_passages

    store = settings.store()
    exhibit = exhibit_answer(store, query, settings.language, store.version, **parameters)
    return exhibit._replace(table=with_passages(exhibit)) if passages else exhibit


def _example(query: "Query") -> str:
    needed = "".join(f" --{p.name} SLUG" for p in query.parameters if p.required)
    return f"Example: rolegraph ask {query.name}{needed} --format csv"
