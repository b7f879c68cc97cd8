"""What pages are made of: a few kinds of blocks, each drawn by one macro of the template."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

FOLD = 15
"""How many rows of a minor table are seen before it is folded."""


class Ref(NamedTuple):
    """Words that may lead somewhere; `language` only where it differs from the page's."""

    text: str
    href: str = ""
    language: str = ""
    note: str = ""
    outside: bool = False


class Mark(NamedTuple):
    """A state shown by word and shape; `name` chooses the shape."""

    name: str
    word: str


class Cell(NamedTuple):
    """A cell of a table: words and links, perhaps with a mark before them."""

    refs: tuple[Ref, ...] = ()
    mark: Mark | None = None
    number: bool = False
    depth: int = 0


class Prose(NamedTuple):
    """Paragraphs."""

    paragraphs: Sequence[Sequence[Ref]]


class Facts(NamedTuple):
    """Terms with their values."""

    rows: Sequence[tuple[Ref, Sequence[Ref]]]


class Sieve(NamedTuple):
    """What rows and columns of a table can be kept in sight; it works without script.

    `rows` are the names, labels and numbers of the kinds of rows; `kinds` those of each row;
    `columns` the names of the columns after the first, by which an address knows them.
    """

    rows: Sequence[tuple[str, str, int]]
    kinds: Sequence[Sequence[str]]
    columns: Sequence[str]


class Grid(NamedTuple):
    """A table with a caption; the first column names the row when `heads` is set."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    heads: bool = True
    note: str = ""
    ids: Sequence[str] = ()
    folded: bool = False
    sieve: Sieve | None = None


class Node(NamedTuple):
    """A branch of a tree."""

    ref: Ref
    marks: Sequence[Mark] = ()
    number: str = ""
    children: Sequence["Node"] = ()
    note: str = ""


class Tree(NamedTuple):
    """A tree of things."""

    nodes: Sequence[Node]


class Notice(NamedTuple):
    """Something that must not be overlooked: a doubt, a limit, an empty answer."""

    word: str
    refs: Sequence[Ref]
    tone: str = "doubt"


class Cards(NamedTuple):
    """Ways to go on: links, each with a line of explanation."""

    refs: Sequence[Ref]


class Links(NamedTuple):
    """A list of links, or a row of them when `inline` is set."""

    refs: Sequence[Ref]
    inline: bool = False


class Choice(NamedTuple):
    """One field of a form: a name, a label, and what can be chosen."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str = ""
    required: bool = False


class Form(NamedTuple):
    """Fields that lead to another page of the same family, or are answered from data by script.

    `source` names that data, as a script without its suffix: a page on a disk can load no other.
    `ways` lead to the same pages where there is no script.
    """

    action: str
    choices: Sequence[Choice]
    button: str
    pattern: str = ""
    source: str = ""
    words: Mapping[str, str] = {}
    ways: Sequence[Ref] = ()


class Code(NamedTuple):
    """Text for machines, perhaps with a way to open it."""

    text: str
    label: str
    open: Ref | None = None
    language: str = "sparql"
    folded: bool = False


class Figure(NamedTuple):
    """A picture as SVG with words that replace it."""

    svg: str
    caption: str


class Special(NamedTuple):
    """A block with a template of its own, such as the query editor."""

    template: str
    values: dict[str, object]


KINDS = {
    Prose: "prose", Facts: "facts", Grid: "grid", Tree: "tree", Notice: "notice", Cards: "cards",
    Links: "links", Form: "form", Code: "code", Figure: "figure", Special: "special",
}  # fmt: skip
Block = Prose | Facts | Grid | Tree | Notice | Cards | Links | Form | Code | Figure | Special


class Section(NamedTuple):
    """A heading and what stands under it; `language` only where it differs from the page's."""

    id: str
    heading: str
    blocks: Sequence[Block]
    language: str = ""


class Leaf(NamedTuple):
    """The content of one HTML page before it is drawn.

    `switch` is where its words are in the other language, when that is no other page.
    """

    title: str
    sections: Sequence[Section]
    lead: Sequence[Ref] = ()
    trail: Sequence[Ref] = ()
    title_language: str = ""
    above: str = ""
    iri: str = ""
    twins: Sequence[Ref] = ()
    structured: str = ""
    sparql: str = ""
    scripts: Sequence[str] = ()
    wide: bool = False
    engine: bool = False
    switch: str = ""
