"""rolegraph ask: one subcommand a question, made from its file in queries/."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rolegraph.cli.common import output_options, settings_of, show
from rolegraph.errors import UnknownName

if TYPE_CHECKING:
    from rolegraph.findings import Language
    from rolegraph.queries import Query


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
def command() -> None:
    """Answer a named question about the plans; each question has its own --help."""


def _question(query: "Query", language: "Language") -> click.Command:
    def run(format_name: str, output: Path | None, lang: "Language | None", **given: str) -> None:
        from rolegraph.queries import ask
        from rolegraph.tables import render

        settings = settings_of(click.get_current_context(), lang)
        parameters = {name: value for name, value in given.items() if value}
        table = ask(settings.store(), query, settings.language, **parameters)
        if not table.rows and format_name == "table":
            show(settings.words("該当する行はありません\n", "no rows\n"), output)
            return
        show(render(table, format_name, query.headings(settings.language)), output)

    made = click.command(
        query.name,
        help=query.question.in_language(language),
        short_help=query.title.in_language(language),
        epilog=_example(query),
    )(output_options(run))
    for parameter in reversed(query.parameters):
        option = click.Option(
            [f"--{parameter.name}"],
            metavar="SLUG",
            help=parameter.help.in_language(language),
            required=parameter.required,
        )
        made.params.insert(0, option)
    return made


def _example(query: "Query") -> str:
    needed = "".join(f" --{p.name} SLUG" for p in query.parameters if p.required)
    return f"Example: rolegraph ask {query.name}{needed} --format csv"
