"""A workbook as the same trees as YAML: what is checked afterwards knows no difference."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from rolegraph.findings import Finding, Place, Text
from rolegraph.reading.cells import Cell, Table, read_tables
from rolegraph.reading.faults import fault, remedy
from rolegraph.reading.files import Tree
from rolegraph.records.base import Mapped, Record
from rolegraph.records.sheets import (
    CODING_SHEET,
    CODINGS,
    HEADS,
    Field,
    Sheet,
    Way,
    columns_of,
    field_at,
    fields_of,
    sheet_named,
    sheets_of,
)

BETWEEN = re.compile(r"[\s,、]+")


class Book(NamedTuple):
    """What a workbook holds: an edition or a memo (None: neither), and rows of codings."""

    model: type[Record] | None
    tree: Tree
    codings: list[Mapped]


class Entry(NamedTuple):
    """A value on its way into a tree."""

    way: Way
    cell: Cell
    heading: Place


def read_workbook(content: bytes, shown: str) -> Book:
    """Return the trees of a workbook, with the place of every cell and the faults of the file."""
    findings: list[Finding] = []
    tables = {table.name: table for table in read_tables(content, shown, findings)}
    if not tables:
        if not findings:
            findings.append(fault("sheet-missing", Place(shown)))
        return Book(None, Tree(None, findings), [])
    codings = tables.pop(CODINGS, None)
    rows = _items(CODING_SHEET, codings, shown, findings) if codings else []
    head = next((name for name in HEADS if name in tables), "")
    if not tables and codings:
        return Book(None, Tree(None, findings), [item for _, item in rows])
    if not head:
        findings.append(fault("sheet-missing", Place(shown)))
    model = HEADS[head or "edition"]
    content_tree = _tree(model, tables.pop(head, None), tables, shown, findings)
    return Book(model, Tree(content_tree, findings), [item for _, item in rows])


def _tree(
    model: type[Record],
    head: Table | None,
    tables: dict[str, Table],
    shown: str,
    findings: list[Finding],
) -> Mapped:
    entries = list(_pairs(head, model, findings)) if head else []
    whole = Field("", "record", model=model)
    root = _grown(whole, entries, Place(shown), Place(shown, sheet=head.name if head else ""))
    held: dict[tuple[str, str], Mapped] = {}
    for name, table in sorted(tables.items(), key=lambda pair: pair[0].count(".")):
        sheet = sheet_named(model, name)
        if sheet is None:
            known = [sheet.name for sheet in sheets_of(model)]
            place = Place(shown, sheet=name)
            findings.append(fault("sheet-unknown", place, name, remedy=remedy(name, known)))
            continue
        for holder, item in _items(sheet, table, shown, findings):
            held.setdefault((name, str(item.get("id", ""))), item)
            _attach(root, sheet, item, holder, held, findings)
    return root


def _attach(
    root: Mapped,
    sheet: Sheet,
    item: Mapped,
    holder: Cell | None,
    held: dict[tuple[str, str], Mapped],
    findings: list[Finding],
) -> None:
    """Put a row into the list that it belongs to."""
    place = item.places[""]._replace(line=1, column=1)
    tree = root
    for step in () if sheet.holder else sheet.way[:-1]:
        tree.places.setdefault(step, place)
        tree = tree.setdefault(step, Mapped({"": place}))
    if sheet.holder:
        named = holder.text if holder and holder.text else ""
        found = held.get((sheet.holder, named)) if named else None
        if found is None:
            at = holder.place if holder else item.places[""]
            known = [name for kind, name in held if kind == sheet.holder and name]
            rule, value = ("dangling-reference", named) if named else ("missing-key", sheet.holder)
            findings.append(fault(rule, at, value, remedy=remedy(named, known)))
            return
        tree = found
    tree.places.setdefault(sheet.way[-1], place)
    tree.setdefault(sheet.way[-1], []).append(item)


def _items(
    sheet: Sheet, table: Table, shown: str, findings: list[Finding]
) -> list[tuple[Cell | None, Mapped]]:
    """Return the rows of a sheet, each with the cell that names what holds it."""
    ways = _ways(sheet, table, findings)
    whole = Field("", "record", model=sheet.model)
    absent = Place(shown, table.headings[0].place.line, 1, table.name)
    found = []
    for row in table.rows:
        holder = None
        entries = []
        for cell, heading, way in zip(row, table.headings, ways, strict=True):
            if way == (sheet.holder,):
                holder = cell
            elif way:
                entries.append(Entry(way, cell, heading.place))
        entries = [_told(entry, sheet.model, findings) for entry in entries]
        found.append((holder, _grown(whole, entries, row[0].place, absent)))
    return found


def _ways(sheet: Sheet, table: Table, findings: list[Finding]) -> list[Way]:
    """Return where the columns of a sheet lead; () for one that cannot be used."""
    seen: set[str] = set()
    found: list[Way] = []
    for at, heading in enumerate(table.headings):
        way, rule, words = tuple((heading.text or "").split(".")), "", Text("", "")
        field = field_at(sheet.model, way)
        if heading.text is None:
            way = ()
            filled = [row[at] for row in table.rows if row[at].text is not None]
            if filled:
                findings.append(fault("heading-missing", heading.place, filled[0].place.cell))
        elif heading.text in seen:
            rule = "duplicate-key"
        elif field and field.kind in ("record", "records", "map"):
            rule, words = "heading-divided", _instead(sheet, heading.text, field)
        if rule:
            findings.append(fault(rule, heading.place, heading.text or "", remedy=words))
        seen.add(heading.text or "")
        found.append(() if rule else way)
    return found


def _instead(sheet: Sheet, name: str, field: Field) -> Text:
    """Return how to write what needs more than one column."""
    if field.kind == "records":
        own = f"{sheet.name}.{name}"
        return Text(
            f"シート「{own}」に一行ずつ書いてください", f"write a row each in the sheet '{own}'"
        )
    if field.kind == "record" and field.model:
        names = ", ".join(".".join((name, *way)) for way, _ in columns_of(field.model))
        return Text(f"列を分けてください: {names}", f"divide it into columns: {names}")
    return Text(f"「{name}.…」の形の列に分けてください", f"divide it into columns '{name}.…'")


def _pairs(table: Table, model: type[Record], findings: list[Finding]) -> Iterable[Entry]:
    """Yield the keys and values of the first sheet."""
    names = [heading.text for heading in table.headings]
    if "key" not in names or "value" not in names:
        findings.append(fault("heading-pair", table.headings[0].place))
        return
    seen: set[str] = set()
    whole = Sheet((table.name,), model)
    for row in table.rows:
        key, value = row[names.index("key")], row[names.index("value")]
        if key.text is None or key.text in seen:
            rule = "duplicate-key" if key.text else "heading-missing"
            findings.append(fault(rule, key.place, key.text or value.place.cell))
            continue
        seen.add(key.text)
        field = field_at(model, tuple(key.text.split(".")))
        if field and field.kind in ("record", "records", "map"):
            words = _instead(whole, key.text, field)
            findings.append(fault("heading-divided", key.place, key.text, remedy=words))
            continue
        yield _told(Entry(tuple(key.text.split(".")), value, key.place), model, findings)


def _told(entry: Entry, model: type[Record], findings: list[Finding]) -> Entry:
    """Return an entry without a number that Excel made of a text such as 1.10, told of."""
    field = field_at(model, entry.way)
    if not entry.cell.fraction or field is None or field.kind == "share":
        return entry
    findings.append(fault("cell-fraction", entry.cell.place, entry.cell.text or ""))
    return entry._replace(cell=Cell(None, entry.cell.place))


def _grown(whole: Field, entries: Iterable[Entry], here: Place, absent: Place) -> Mapped:
    """Return a mapping of values by their ways; a key without a column stands at `absent`."""
    grown = Mapped({"": here})
    if whole.model:
        required = (name for name, field in fields_of(whole.model).items() if field.required)
        grown.places.update(dict.fromkeys(required, absent))
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.way[0], []).append(entry)
    for name, group in groups.items():
        field, first = whole.below(name), group[0]
        grown.places[name] = first.cell.place if field else first.heading
        deeper = [entry._replace(way=entry.way[1:]) for entry in group if len(entry.way) > 1]
        if deeper:
            below = _grown(field or Field(name, "text"), deeper, first.cell.place, absent)
            if below:
                grown[name] = below
        elif first.cell.text is not None:
            texts = field is not None and field.kind == "texts"
            grown[name] = BETWEEN.split(first.cell.text) if texts else first.cell.text
    return grown
