"""How to cite the data: a line to copy and an entry for reference managers."""

from rolegraph import iris
from rolegraph.pages.blocks import Code, Links, Prose, Ref, Section
from rolegraph.pages.sheet import Sheet


def citation_sections(sheet: Sheet) -> list[Section]:
    """Return the citation of this version as text and as BibTeX; nothing where it is not known."""
    cited = sheet.setting.citation
    if cited is None:
        return []
    authors, year = ", ".join(cited.authors), cited.date[:4]
    version, address = sheet.setting.version, iris.BASE
    line = f"{authors} ({year}). {cited.title} (version {version}, {cited.date}). {address}"
    entry = "\n".join(
        (
            f"@misc{{rolegraph-{version},",
            f"  author = {{{' and '.join(f'{{{name}}}' for name in cited.authors)}}},",
            f"  title = {{{{{cited.title}}}}},",
            f"  year = {{{year}}},",
            f"  month = {{{cited.date[5:7].lstrip('0')}}},",
            f"  version = {{{version}}},",
            f"  url = {{{address}}},",
            "  note = {Data set, CC BY 4.0},",
            "}",
        )
    )
    text = Prose([[Ref(line, "", "" if sheet.language == "en" else "en")]])
    file = Ref("CITATION.cff", sheet.to("CITATION.cff"))
    return [
        Section("citation", sheet.word("citation"), [text]),
        Section("bibtex", "BibTeX", [Code(entry, "BibTeX", language="bibtex")]),
        Section("take-away", sheet.word("take_away"), [Links([file])]),
    ]
