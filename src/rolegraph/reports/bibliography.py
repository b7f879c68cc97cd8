"""The sources of exhibits as a bibliography: BibTeX, RIS and CSL JSON."""

import json
from collections.abc import Sequence

from rolegraph.comparison.exhibit import Exhibit, Source

BIBTEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "#": r"\#"}


def to_bibtex(exhibits: Sequence[Exhibit]) -> bytes:
    """Return the sources as BibTeX for biber (UTF-8)."""
    return "\n".join(_bibtex(source) for source in _sources(exhibits)).encode()


def to_ris(exhibits: Sequence[Exhibit]) -> bytes:
    """Return the sources as RIS, which reference managers import."""
    entries = []
    for source in _sources(exhibits):
        fields = [("TY", "RPRT"), ("ID", source.id), ("TI", source.title), ("AU", source.publisher)]
        fields += [("PB", source.publisher), ("PY", source.date[:4]), ("N1", source.publication)]
        fields += [("N1", source.rights), ("UR", source.iri), ("ER", "")]
        entries.append("".join(f"{k}  - {v}\r\n" for k, v in fields if v or k == "ER"))
    return "".join(entries).encode()


def to_csl(exhibits: Sequence[Exhibit]) -> bytes:
    """Return the sources as CSL JSON."""
    items = []
    for source in _sources(exhibits):
        parts = [int(part) for part in source.date.split("-") if part.isdigit()]
        item = {
            "id": source.id,
            "type": "report",
            "title": source.title,
            "author": [{"literal": source.publisher}],
            "publisher": source.publisher,
            "note": f"{source.publication}; {source.rights}",
            "URL": source.iri,
        }
        items.append(item | ({"issued": {"date-parts": [parts]}} if parts else {}))
    return (json.dumps(items, ensure_ascii=False, indent=1) + "\n").encode()


def _sources(exhibits: Sequence[Exhibit]) -> list[Source]:
    found = {source.id: source for exhibit in exhibits for source in exhibit.sources}
    return [found[key] for key in sorted(found)]


def _bibtex(source: Source) -> str:
    year, _, month = source.date.partition("-")
    fields = {
        "title": f"{{{_escaped(source.title)}}}",
        "author": f"{{{_escaped(source.publisher)}}}",
        "institution": _escaped(source.publisher),
        "year": year,
        "month": month.lstrip("0"),
        "note": _escaped(f"{source.publication}; {source.rights}"),
        "url": source.iri,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@techreport{{{source.id},", *lines, "}", ""])


def _escaped(text: str) -> str:
    return "".join(BIBTEX.get(letter, letter) for letter in text)
