"""Workbooks to write a plan or memo in: empty with explanations, or filled from a file."""

import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pyoxigraph import Literal, NamedNode

from rolegraph import iris
from rolegraph.archive import fixed
from rolegraph.errors import BadData, CannotWrite
from rolegraph.findings import Finding, Text, ordered
from rolegraph.graph import read_vocabulary
from rolegraph.reading.corpus import read_record
from rolegraph.reading.singles import read_book
from rolegraph.records.base import Key, Record
from rolegraph.records.edition import Edition
from rolegraph.records.sheets import (
    CODING_SHEET,
    HEADS,
    REMARK,
    Field,
    Sheet,
    Way,
    columns_of,
    field_at,
    fields_of,
    sheet_named,
    sheets_of,
)
from rolegraph.workspace import Workspace

GUIDE, LISTS = f"{REMARK}手引 guide", f"{REMARK}一覧 lists"
FONT, FILL, NOTE_FILL = "游ゴシック", "1A3E72", "F2F2F2"
WIDTH, WIDE, READY_ROWS = 16, 48, 400
WORDS = (
    Text(
        "最初のシートは一行に一つのキーと値、ほかのシートは一行に一件です。",
        "The first sheet holds a key and a value a row, the others an item a row.",
    ),
    Text(
        "見出しの点は内訳です。name.ja は名称の日本語、name.en は英訳です。",
        "A dot leads inside: name.ja is the name in Japanese, name.en in English.",
    ),
    Text(
        "bodies.seats などのシートは、最初の列に、その行が属する件の id を書きます。",
        "In a sheet such as bodies.seats, the first column holds the id in bodies of its owner.",
    ),
    Text(
        "一つの欄に複数の値(箇所、主体の種類など)を書くときは、空白で区切ります。",
        "Several values in one cell (passages, kinds of actor) are separated by spaces.",
    ),
    Text(
        "疑いがあれば、列 doubts.キー.reading、doubts.キー.note.ja、….note.en を足します。",
        "For a doubt, add the columns doubts.KEY.reading, doubts.KEY.note.ja, doubts.KEY.note.en.",
    ),
    Text(
        "# で始まるシート、行、列は読みません。要らない列とシートは消せます。",
        "Sheets, rows and columns that begin with # are not read; delete what is not needed.",
    ),
    Text(
        "セルの表示形式は「文字列」のままにしてください。01202 や 4-1 が変わりません。",
        "Keep cells formatted as text, so that 01202 and 4-1 stay as they are.",
    ),
    Text(
        "書けたら rolegraph check ファイル名.xlsx で確かめます。手引は data/README.md です。",
        "Check it with rolegraph check FILE.xlsx; data/README.md explains the keys.",
    ),
)


class Concepts(NamedTuple):
    """The values that a scheme allows, each with its name."""

    scheme: str
    members: list[tuple[str, Text]]


class Column(NamedTuple):
    """A column of a sheet: its way, what it holds, whether it must be filled."""

    way: Way
    field: Field
    required: bool

    @property
    def heading(self) -> str:
        """The heading."""
        return ".".join(self.way)


def converted(workspace: Workspace, path: Path, ending: str) -> bytes:
    """Return a plan or memo in its other form: YAML as a workbook, a workbook as YAML.

    Raises BadData when it has a fault of form, CannotWrite when the other form cannot hold it.
    """
    findings: list[Finding] = []
    shown = workspace.shown(path)
    book = read_book(path, None, workspace)
    if book.codings:
        raise CannotWrite(
            f"the sheet 'codings' of '{shown}' has no place in YAML",
            "move it into a workbook of its own",
        )
    model = book.model or Edition
    read_record(book.tree, model, shown, findings)
    if findings:
        raise BadData(ordered(findings))
    if ending in (".yaml", ".yml"):
        return to_yaml(book.tree.content).encode()
    if ending != ".xlsx":
        raise CannotWrite(f"no form of a plan ends in '{ending}'", "name it .xlsx or .yaml")
    kind = next(name for name, known in HEADS.items() if known is model)
    return filled_workbook(workspace, kind, book.tree.content)


def starting_workbook(workspace: Workspace, kind: str) -> bytes:
    """Return an empty workbook for an 'edition' or a 'memo', with explanations and lists."""
    return _written(HEADS[kind], kind, None, concepts_of(workspace))


def filled_workbook(workspace: Workspace, kind: str, tree: Mapping[str, Any]) -> bytes:
    """Return a workbook that holds what a sound YAML tree does."""
    return _written(HEADS[kind], kind, tree, concepts_of(workspace))


def to_yaml(tree: Mapping[str, Any]) -> str:
    """Return a tree as an authoring file."""
    return yaml.dump(
        _bare(tree), allow_unicode=True, sort_keys=False, width=100, default_flow_style=None
    )


def _bare(tree: Any) -> Any:
    if isinstance(tree, Mapping):
        return {key: _bare(value) for key, value in tree.items()}
    return [_bare(part) for part in tree] if isinstance(tree, list) else tree


def concepts_of(workspace: Workspace) -> dict[str, Concepts]:
    """Return the concepts of every scheme of the vocabulary, in order of their identifiers."""
    labels: dict[str, dict[str, str]] = {}
    members: dict[str, list[str]] = {}
    for triple in read_vocabulary(workspace.ontology):
        if triple.predicate.value == f"{iris.SKOS}prefLabel" and isinstance(triple.object, Literal):
            label = labels.setdefault(str(triple.subject), {})
            label[triple.object.language or ""] = triple.object.value
        elif triple.predicate.value == f"{iris.SKOS}inScheme" and isinstance(
            triple.object, NamedNode
        ):
            members.setdefault(iris.slug(triple.object.value), []).append(str(triple.subject))
    return {
        scheme: Concepts(
            scheme,
            [
                (
                    iris.slug(node[1:-1]),
                    Text(*(labels.get(node, {}).get(k, "") for k in Text._fields)),
                )
                for node in sorted(nodes)
            ],
        )
        for scheme, nodes in sorted(members.items())
    }


def _written(
    model: type[Record], kind: str, tree: Mapping[str, Any] | None, concepts: dict[str, Concepts]
) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    writer = _Writer(book, book.active, concepts)
    writer.pairs(kind, model, tree)
    for sheet in [*_sheets(model, tree), *([CODING_SHEET] if tree is None else [])]:
        writer.items(sheet, list(_rows(sheet, tree or {})))
    writer.lists()
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    return fixed(out.getvalue())


def _sheets(model: type[Record], tree: Mapping[str, Any] | None) -> Iterator[Sheet]:
    """Yield the sheets of a file, or of an empty one: those of maps as the codebook's example."""
    yield from sheets_of(model)
    for name, field in fields_of(model).items():
        if field.kind == "map" and field.inner and field.inner.kind == "records":
            for key in _example(field) if tree is None else tree.get(name, ()):
                sheet = sheet_named(model, f"{name}.{key}")
                if sheet:
                    yield sheet


def _example(field: Field) -> Mapping[str, Any]:
    """Return the codebook's example of a map."""
    found = yaml.safe_load(field.key.example) if field.key else None
    return found if isinstance(found, dict) else {}


def _rows(sheet: Sheet, tree: Mapping[str, Any]) -> Iterator[dict[Way, str]]:
    """Yield the cells of a sheet by their ways, a row at a time."""
    whole = Field("", "record", model=sheet.model)
    if sheet.holder:
        for holder in tree.get(sheet.holder, ()):
            for item in holder.get(sheet.way[-1], ()):
                yield {(sheet.holder,): holder["id"], **dict(_flat(item, whole))}
        return
    found: Any = tree
    for step in sheet.way:
        found = found.get(step, {})
    yield from (dict(_flat(item, whole)) for item in found)


def _flat(item: Mapping[str, Any], field: Field, above: Way = ()) -> Iterator[tuple[Way, str]]:
    for key, value in item.items():
        below, way = field.below(key), (*above, key)
        if below is None or below.kind == "records" or _holds_records(below):
            continue
        if isinstance(value, Mapping):
            yield from _flat(value, below, way)
        else:
            yield way, value if isinstance(value, str) else " ".join(value)


def _holds_records(field: Field) -> bool:
    return field.kind == "map" and field.inner is not None and field.inner.kind == "records"


def _columns(model: type[Record], rows: Iterable[Mapping[Way, str]]) -> list[Column]:
    """Return the columns that a record always has, and those that its maps have here."""
    ways = [way for way, _ in columns_of(model)]
    rows = list(rows)
    if not rows:
        maps = [f for f in fields_of(model).values() if f.kind == "map" and f.name != "doubts"]
        rows = [dict(_flat({f.name: _example(f)}, Field("", "record", model=model))) for f in maps]
    ways += dict.fromkeys(way for row in rows for way in row if way not in ways)
    found = []
    for way in ways:
        steps = [field_at(model, way[: depth + 1]) for depth in range(len(way))]
        if steps[-1]:
            required = all(step is not None and step.required for step in steps)
            found.append(Column(way, steps[-1], required))
    return found


def _keys(model: type[Record], way: Way) -> list[Key]:
    """Return what the keys on a way mean, outermost first."""
    fields = (field_at(model, way[: depth + 1]) for depth in range(len(way)))
    return [field.key for field in fields if field and field.key]


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any, first: Any, concepts: Mapping[str, Concepts]) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill

        self.book = book
        self.concepts = concepts
        self.head = Font(name=FONT, bold=True, color="FFFFFF")
        self.plain = Font(name=FONT)
        self.dark = PatternFill("solid", fgColor=FILL)
        self.pale = PatternFill("solid", fgColor=NOTE_FILL)
        self.wrap = Alignment(wrap_text=True, vertical="top")
        first.title = GUIDE
        first.column_dimensions["A"].width = 110
        lines = [line for words in WORDS for line in words]
        for number, line in enumerate([*lines[::2], "", *lines[1::2]], 1):
            self._text(first, number, 1, line)

    def _text(self, sheet: Any, row: int, column: int, text: str) -> Any:
        cell = sheet.cell(row, column)
        cell.value, cell.data_type = text, "s"  # never a formula, whatever it begins with
        cell.font, cell.alignment, cell.number_format = self.plain, self.wrap, "@"
        return cell

    def _sheet(self, name: str, headings: Iterable[str], widths: Iterable[int]) -> Any:
        from openpyxl.utils import get_column_letter

        sheet = self.book.create_sheet(name)
        for number, (heading, width) in enumerate(zip(headings, widths, strict=True), 1):
            cell = self._text(sheet, 1, number, heading)
            cell.font, cell.fill = self.head, self.dark
            column = sheet.column_dimensions[get_column_letter(number)]
            column.width, column.number_format = width, "@"  # text: 01202 and 4-1 stay as typed
        sheet.freeze_panes = "B3"
        return sheet

    def pairs(self, name: str, model: type[Record], tree: Mapping[str, Any] | None) -> None:
        """Write the sheet of keys and values."""
        values = dict(_flat(tree or {}, Field("", "record", model=model)))
        sheet = self._sheet(name, ("key", "value", f"{REMARK} 意味 / meaning"), (24, WIDE, 80))
        sheet.freeze_panes = "A2"
        for number, column in enumerate(_columns(model, [values] if values else []), 2):
            self._text(sheet, number, 1, column.heading)
            self._text(sheet, number, 2, values.get(column.way, ""))
            meaning = _meaning(_keys(model, column.way), column.required)
            self._text(sheet, number, 3, f"{meaning.ja}\n{meaning.en}").fill = self.pale

    def items(self, sheet: Sheet, rows: list[dict[Way, str]]) -> None:
        """Write a list: headings with comments, their meaning below, an item a row."""
        columns = _columns(sheet.model, [])
        if rows:
            bare = [{w: t for w, t in row.items() if w != (sheet.holder,)} for row in rows]
            columns = _columns(sheet.model, bare)
        if sheet.holder:
            key = Key("", f"属する件の識別子(シート {sheet.holder} の id)", f"id in {sheet.holder}")
            columns.insert(0, Column((sheet.holder,), Field(sheet.holder, "text", key=key), True))
        widths = [WIDE // 2 if c.way[-1] in ("ja", "en", "passages") else WIDTH for c in columns]
        target = self._sheet(sheet.name, (column.heading for column in columns), widths)
        for number, column in enumerate(columns, 1):
            keys = _keys(sheet.model, column.way) or [k for k in (column.field.key,) if k]
            meaning = _meaning(keys, column.required)
            self._comment(target.cell(1, number), meaning)
            mark = f"{REMARK} " if number == 1 else ""
            self._text(target, 2, number, f"{mark}{meaning.ja}").fill = self.pale
            self._choice(target, number, column.field)
            for at, row in enumerate(rows, 3):
                if column.way in row:
                    self._text(target, at, number, row[column.way])

    def _comment(self, cell: Any, meaning: Text) -> None:
        from openpyxl.comments import Comment

        cell.comment = Comment(f"{meaning.ja}\n\n{meaning.en}", "rolegraph", height=160, width=320)

    def _choice(self, sheet: Any, number: int, field: Field) -> None:
        """Offer the values of a scheme where one of them must stand."""
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.datavalidation import DataValidation

        scheme = field.key.scheme if field.key else ""
        if field.kind != "text" or scheme not in self.concepts:
            return
        at = get_column_letter(list(self.concepts).index(scheme) * 3 + 1)
        last = len(self.concepts[scheme].members) + 1
        area = f"'{LISTS}'!${at}$2:${at}${last}"
        choice = DataValidation(type="list", formula1=area, allow_blank=True, showErrorMessage=True)
        choice.errorTitle, choice.error = scheme, f"一覧から選んでください / choose from {LISTS}"
        own = get_column_letter(number)
        choice.add(f"{own}3:{own}{READY_ROWS}")
        sheet.add_data_validation(choice)

    def lists(self) -> None:
        """Write the values of every scheme with their names."""
        headings = [h for scheme in self.concepts for h in (scheme, "日本語", "English")]
        sheet = self._sheet(LISTS, headings, [WIDTH] * len(headings))
        sheet.freeze_panes = "A2"
        for at, concepts in enumerate(self.concepts.values()):
            for row, (slug, label) in enumerate(concepts.members, 2):
                for offset, text in enumerate((slug, *label)):
                    self._text(sheet, row, at * 3 + 1 + offset, text)


def _meaning(keys: list[Key], required: bool) -> Text:
    """Return what a column is for: meaning, scheme, example, and whether it must be filled."""
    schemes = [key.scheme for key in keys if key.scheme]
    example = keys[-1].example if keys else ""
    ja = " / ".join(key.ja for key in keys) + ("(必須)" if required else "")
    en = " / ".join(key.en for key in keys) + (" (required)" if required else "")
    for scheme in schemes:
        ja, en = f"{ja}\n一覧: {scheme}", f"{en}\nlist: {scheme}"
    if example:
        example = example.strip('"[]') if not example.startswith("{") else example
        ja, en = f"{ja}\n例: {example}", f"{en}\nexample: {example}"
    return Text(ja, en)
