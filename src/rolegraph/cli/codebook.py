"""rolegraph codebook: the tables of all keys."""

from pathlib import Path

import click

from rolegraph.cli.common import show


@click.command("codebook", epilog="Example: rolegraph codebook --update data/README.md")
@click.option(
    "--update",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Codebook in which to renew the tables between its marks.",
)
def command(update: Path | None) -> None:
    """Print the tables of all keys of the authoring files, as the records define them."""
    from rolegraph.codebook import tables, with_tables

    show(with_tables(update.read_text("utf-8")) if update else tables(), update)
