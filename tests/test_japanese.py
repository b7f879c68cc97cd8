"""Every message of an error has Japanese words, too, and they are found again."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from rolegraph import errors
from rolegraph.errors import BadQuery, RolegraphError, UnknownName
from rolegraph.japanese import LONGEST, in_japanese
from rolegraph.store.syntax import explain

SOURCE = Path(errors.__file__).parent
KNOWN: dict[str, str] = tomllib.loads((SOURCE / "errors-ja.toml").read_text("utf-8"))
TREES = {path: ast.parse(path.read_text("utf-8")) for path in sorted(SOURCE.rglob("*.py"))}


def kinds() -> set[str]:
    """The names of all errors that a user may meet."""
    found = {"RolegraphError"}
    classes = [node for tree in TREES.values() for node in ast.walk(tree)
               if isinstance(node, ast.ClassDef)]  # fmt: skip
    for _ in range(3):
        found |= {c.name for c in classes if {ast.unparse(b) for b in c.bases} & found}
    return found


def written(node: ast.expr, texts: dict[str, str]) -> str | None:
    """The words of an argument with {} for what differs, or None when they stand elsewhere."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
    return texts.get(node.id) if isinstance(node, ast.Name) else None


def raised() -> dict[str, str]:
    """The messages and remedies of all errors, each with a place where it is raised."""
    names, found = kinds(), {}
    for path, tree in TREES.items():
        texts = {
            node.targets[0].id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in names
            ):
                for argument in node.args[: 1 if node.func.id == "UnknownName" else 2]:
                    words = written(argument, texts)
                    if words and re.sub(r"\{\}|\W", "", words):
                        found[words] = f"{path.relative_to(SOURCE)}:{node.lineno}"
    return found


def test_every_message_and_remedy_has_japanese_words() -> None:
    lacking = {words: place for words, place in raised().items() if words not in KNOWN}
    assert not lacking, f"add them to src/rolegraph/errors-ja.toml: {lacking}"
    assert len(raised()) > 150, "the errors are no longer found in the sources"


@pytest.mark.parametrize("english", KNOWN)
def test_the_words_of_an_error_are_found_again(english: str) -> None:
    values = [f"値{n}" for n in range(english.count("{}"))]
    parts = english.split("{}")
    message = "".join(a + b for a, b in zip(parts, [*values, ""], strict=True))
    japanese = in_japanese(message)
    assert japanese == KNOWN[english].format(*values, **{f"t{n}": v for n, v in enumerate(values)})
    assert re.search(r"[ぁ-んァ-ヶ一-龠]", japanese)
    assert all(value in japanese for value in values), "a value is lost in the Japanese words"


def test_an_error_says_both_parts_in_either_language() -> None:
    error = UnknownName("question", "edition", ["editions"])
    assert error.in_language("en") == "no question named 'edition' - did you mean 'editions'?"
    assert (
        error.in_language("ja")
        == "「edition」という問いはありません - 「editions」ではありませんか"
    )
    assert RolegraphError("alone").in_language("ja") == "alone"


def test_a_query_that_is_wrong_is_explained_in_japanese() -> None:
    told = BadQuery(explain("SELECT * { ?s foaf:name ?o }", "")).in_language("ja").splitlines()
    assert told[0] == "構文の誤り(1 行 15 列): 接頭辞「foaf:」が宣言されていません"
    assert told[1] == "  SELECT * { ?s foaf:name ?o }"
    assert told[3].startswith("ヒント: ")


def test_a_very_long_message_is_left_as_it_is() -> None:
    long = f"no question named '{'x' * LONGEST}'"
    assert in_japanese(long) == long
