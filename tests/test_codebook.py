"""The codebook's tables and the editors' schemas come from the records themselves."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from rolegraph.codebook import BEGIN, END, json_schema, tables, with_tables
from rolegraph.workspace import Workspace


def loaded(path: Path) -> Any:
    """An authoring file as an editor sees it."""
    return yaml.safe_load(path.read_text("utf-8"))


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return dict(json.loads(json_schema("plan")))


def test_the_schema_is_a_valid_one(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator.check_schema(json.loads(json_schema("memo")))


def test_sound_files_satisfy_their_schema(corpus: Workspace, schema: dict[str, Any]) -> None:
    root = Workspace(Path(__file__).parents[1])
    for kind, folder in (("plan", "plans"), ("memo", "memos")):
        validator = jsonschema.Draft202012Validator(json.loads(json_schema(kind)))
        for place in (corpus, root):
            for path in sorted((place.data / folder).glob("*.yaml")):
                told = [
                    f"{path.name} {'/'.join(map(str, e.absolute_path))}: {e.message[:90]}"
                    for e in validator.iter_errors(loaded(path))
                ]
                assert not told, f"editors would mark sound lines: {told[:5]}"


def test_an_editor_marks_an_unknown_key(corpus: Workspace, schema: dict[str, Any]) -> None:
    plan = loaded(corpus.data / "plans" / "99001-plan.yaml")
    plan["duties"][0]["modalty"] = plan["duties"][0].pop("modality")
    told = [e.message for e in jsonschema.Draft202012Validator(schema).iter_errors(plan)]
    assert any("'modality' is a required property" in message for message in told)
    assert any("'modalty' was unexpected" in message for message in told)


def test_every_key_is_described_in_both_languages(schema: dict[str, Any]) -> None:
    duty = schema["$defs"]["Duty"]["properties"]
    assert duty["modality"]["description"] == "文末表現の強さ / strength of the final predicate"
    assert "reports-to" in duty


def test_the_schema_is_the_same_every_time() -> None:
    assert json_schema("plan") == json_schema("plan")
    assert json_schema("plan").endswith("}\n")


def test_the_tables_give_key_obligation_meaning_scheme_and_example() -> None:
    lines = tables().splitlines()
    assert (
        "| `modality` | ○ | 文末表現の強さ (`modality`) | strength of the final predicate | "
        "`expectation` |"
    ) in lines
    assert all(line.count("|") == 6 for line in lines if line.startswith("| `")), (
        "a bar in a meaning breaks the table"
    )


def test_tables_are_renewed_between_the_marks_only() -> None:
    text = f"# before\n{BEGIN}\n(stale)\n{END}\nafter\n"
    renewed = with_tables(text)
    assert renewed.startswith(f"# before\n{BEGIN}\n")
    assert renewed.endswith(f"{END}\nafter\n")
    assert "(stale)" not in renewed
    assert with_tables(renewed) == renewed


def test_a_file_without_marks_is_refused_and_left_as_it_is(tmp_path: Path, run: Any) -> None:
    path = tmp_path / "README.md"
    path.write_text("# mine\n", "utf-8")
    result = run("codebook", "--update", path)
    assert result.exit_code == 2
    assert BEGIN in result.stderr
    assert path.read_text("utf-8") == "# mine\n"


def test_the_command_renews_a_codebook(tmp_path: Path, run: Any) -> None:
    path = tmp_path / "README.md"
    path.write_text(f"{BEGIN}\n{END}\n", "utf-8")
    assert run("codebook", "--update", path).exit_code == 0
    assert "| `modality` |" in path.read_text("utf-8")
