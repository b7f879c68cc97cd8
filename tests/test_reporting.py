"""The study report: from an outline that anyone can edit to pages and Word files."""

import io
from pathlib import Path

import docx
import pytest

from rolegraph.errors import BadParameter, CannotRead, UnknownName
from rolegraph.reporting import outline_of, report, write_report
from rolegraph.reports.document import PictureBlock, TableBlock
from rolegraph.study import Study, open_study
from rolegraph.workspace import Workspace


@pytest.fixture(scope="module")
def study(corpus: Workspace) -> Study:
    return open_study(corpus.root, "en")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_report_of_the_project_is_built_in_both_languages(
    corpus: Workspace, language: str
) -> None:
    found = open_study(corpus.root, language)  # type: ignore[arg-type]
    document = report(found, outline_of(found, None))
    page = write_report(document, "html").decode()
    assert f'<html lang="{language}">' in page
    assert sum(isinstance(block, PictureBlock) for block in document.blocks) >= 3
    word = docx.Document(io.BytesIO(write_report(document, "docx")))
    grids = [block for block in document.blocks if isinstance(block, TableBlock)]
    assert len(word.tables) == len(grids)
    for table, block in zip(word.tables, grids, strict=True):
        assert len(table.rows) == len(block.grid.rows) + 1


def test_evidence_is_numbered_through_the_whole_report(study: Study) -> None:
    outline = "# T\n\n```compare duties\n```\n\n```compare roles\n```\n\n```evidence\n```\n"
    tables = [b for b in report(study, outline).blocks if isinstance(b, TableBlock)]
    notes = [c.note for block in tables[:2] for row in block.grid.rows for c in row if c.note]
    listed = [row[0].value for row in tables[2].grid.rows]
    assert notes == listed == list(range(1, len(notes) + 1))


def test_a_report_without_an_evidence_block_still_ends_with_its_evidence(study: Study) -> None:
    blocks = report(study, "# T\n\n```compare duties\n```\n").blocks
    assert sum(isinstance(b, TableBlock) and b.evidence for b in blocks) == 1


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("```compare dutys\n```", "line 3.*dutys"),
        ("```compare duties\nshowing: all\n```", "line 3.*showing"),
        ("```ask bodies\ncolour: red\n```", "line 3.*colour"),
        ("```picture schedul\n```", "line 3.*schedul"),
    ],
)
def test_a_block_that_cannot_be_answered_is_named_by_its_line(
    study: Study, block: str, message: str
) -> None:
    with pytest.raises(BadParameter, match=message):
        report(study, f"# T\n\n{block}\n")


def test_a_missing_outline_and_an_unknown_format_are_named(study: Study, tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="no-such"):
        outline_of(study, tmp_path / "no-such.md")
    with pytest.raises(UnknownName, match="pdf"):
        write_report(report(study, "# T\n"), "pdf")
