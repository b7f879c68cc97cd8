"""rolegraph agreement: how far the coders agree, per scheme."""

import click

from rolegraph.cli.common import settings_of


@click.command("agreement", epilog="Example: rolegraph agreement")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 when out of date.")
@click.pass_context
def command(ctx: click.Context, only_check: bool) -> None:
    """Compute Krippendorff's alpha per scheme and write data/codings/agreement.csv."""
    from rolegraph.agreement import CHECKLISTS, measure, to_csv
    from rolegraph.errors import BadData
    from rolegraph.output import write_file
    from rolegraph.reading import read_corpus

    workspace = settings_of(ctx).workspace
    corpus = read_corpus(workspace)
    if corpus.findings:
        raise BadData(corpus.findings)
    points = {
        scheme: [
            c.id
            for memo in corpus.memos.values()
            for c in memo.concepts.get(scheme, ())
            if c.broader
        ]
        for scheme in CHECKLISTS
    }
    text = to_csv(measure(corpus.codings, points))
    path = workspace.data / "codings" / "agreement.csv"
    current = path.read_text("utf-8") if path.exists() else ""
    if only_check:
        click.echo("current" if text == current else "out of date: run rolegraph agreement")
        raise SystemExit(0 if text == current else 1)
    write_file(path, text)
    click.echo(text, nl=False)
