"""The command line: clear answers, and for misuse one clear line, never a traceback."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from wcwidth import wcswidth

from rolegraph.workspace import Workspace

Run = Callable[..., Any]
Shell = Callable[..., Any]
TRACE = re.compile(r"Traceback|File \".*\", line")


def refused(result: Any, code: int, *words: str) -> str:
    """Check that a run ended with one line on standard error and nothing else; return it."""
    assert result.exit_code == code, result.output
    assert result.stdout == "", "nothing is printed on standard output"
    assert not TRACE.search(result.stderr)
    (line,) = result.stderr.splitlines()
    assert line.startswith("rolegraph: ")
    for word in words:
        assert word in line
    return str(line)


# ---- answers -------------------------------------------------------------------------------------


def test_help_lists_the_commands_with_their_purpose(run: Run) -> None:
    result = run("--help")
    assert result.exit_code == 0
    for name in ("ask", "build", "check", "cite", "compare", "locate"):
        assert re.search(rf"^  {name} +\w", result.output, re.M), f"{name} has no short help"


def test_the_help_of_ask_lists_the_questions_in_the_language(run: Run, corpus: Workspace) -> None:
    assert "duties by actor" in run("--lang", "en", "ask", "--help").output
    assert "主体別の責務" in run("ask", "--help").output


def test_the_help_of_a_question_has_its_parameters_and_an_example(run: Run) -> None:
    text = " ".join(run("--lang", "en", "ask", "duties-of-kind", "--help").output.split())
    assert "--kind SLUG slug of a kind of actor [required]" in text
    assert "Example: rolegraph ask duties-of-kind --kind SLUG --format csv" in text


def test_a_question_is_answered_in_each_format(run: Run, corpus: Workspace) -> None:
    def answer(name: str) -> str:
        result = run("--workspace", corpus.root, "ask", "bodies", "--format", name)
        assert result.exit_code == 0
        return str(result.stdout)

    assert answer("csv").splitlines()[1].endswith("council,推進会議,2019,city,市")
    assert json.loads(answer("json"))[0]["established"] == 2019
    assert answer("markdown").count("| 計画(版) ID") == 1
    assert answer("table").splitlines()[0].startswith("計画(版) ID")


def test_japanese_columns_line_up_in_the_terminal(run: Run, corpus: Workspace) -> None:
    lines = run("--workspace", corpus.root, "ask", "duties-by-actor").stdout.splitlines()
    rule = lines[1]
    starts = [match.start() for match in re.finditer(r"(?<=  )-|^-", rule)]
    for line in lines:
        widths = [wcswidth(line[:at]) for at in range(len(line) + 1)]
        for start in starts[1:]:
            at = widths.index(start)
            assert line[at - 1] == " ", f"column {start} is not free before it in: {line}"


def test_the_language_may_be_given_before_after_or_in_the_environment(
    run: Run, corpus: Workspace
) -> None:
    place = ("--workspace", corpus.root)
    english = [
        run("--lang", "en", *place, "ask", "bodies", "--format", "csv").stdout,
        run(*place, "ask", "bodies", "--format", "csv", "--lang", "en").stdout,
        run(*place, "ask", "bodies", "--format", "csv", ROLEGRAPH_LANG="en").stdout,
    ]
    assert len(set(english)) == 1
    assert "Aoba Promotion Council" in english[0]
    assert "あおば産業推進会議" in run(*place, "ask", "bodies", "--format", "csv").stdout


def test_the_workspace_may_be_given_in_the_environment(run: Run, corpus: Workspace) -> None:
    result = run("ask", "bodies", "--format", "csv", ROLEGRAPH_WORKSPACE=str(corpus.root))
    assert "99001-plan" in result.stdout


def test_a_question_without_rows_says_so_and_is_fine(run: Run, corpus: Workspace) -> None:
    place = ("--workspace", corpus.root, "ask", "bodies", "--edition", "99002-policy")
    assert run(*place).stdout == "該当する行はありません\n"
    assert run(*place, "--lang", "en").stdout == "no rows\n"
    assert run(*place, "--format", "csv").stdout.startswith("edition,edition_label,body")
    assert run(*place, "--format", "json").stdout == "[]\n"


def test_an_answer_may_be_written_to_a_file(run: Run, corpus: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "answer.csv"
    result = run("--workspace", corpus.root, "ask", "bodies", "--format", "csv", "-o", file)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "あおば産業推進会議" in file.read_text("utf-8")


def test_duties_are_compared_with_every_cell_saying_what_is_known(
    run: Run, corpus: Workspace
) -> None:
    text = run("--workspace", corpus.root, "compare", "duties", "--lang", "en").stdout
    rows = {line.split()[0]: line for line in text.splitlines() if line[:1].isalpha()}
    assert re.search(r"3 \(endeavour 2, requirement 1\) +not coded", rows["business"])
    assert re.search(
        r"5 \(commitment 3, endeavour 1, constitutive 1\) +2 \(commitment 1, exploration 1\)",
        rows["municipality"],
    )
    assert re.search(r"1 \(expectation 1\) +1 \(desire 1\)", rows["resident"])
    assert re.search(r"not found +1 \(desire 1\)", rows["consumer"])


def test_a_cell_of_the_comparison_leads_to_its_passages(run: Run, corpus: Workspace) -> None:
    result = run(
        *("--workspace", corpus.root, "compare", "duties", "--format", "csv"),
        *("--evidence", "business", "99001-plan"),
    )
    for passage in ("aoba/1/2/p1/s2", "aoba/1/2/b1", "aoba/1/2/b2"):
        assert passage in result.stdout


def test_check_is_quiet_about_sound_files(run: Run, corpus: Workspace) -> None:
    result = run("--workspace", corpus.root, "check", "--lang", "en")
    assert result.exit_code == 0
    assert " 0 errors" in f" {result.stderr}"


def test_check_prints_findings_and_ends_with_one(
    run: Run, workspace: Workspace, rewrite: Callable[..., None]
) -> None:
    rewrite("    actor: city\n", "    actor: ctiy\n")
    result = run("--workspace", workspace.root, "check", "--lang", "en")
    assert result.exit_code == 1
    assert (
        "data/plans/99001-plan.yaml:31:5: error: dangling-reference: nothing here is named "
        "'ctiy'; did you mean 'city'?"
    ) in result.stdout.splitlines()
    japanese = run("--workspace", workspace.root, "check").stdout
    assert "「ctiy」はこのファイルにありません。「city」のことですか" in japanese


def test_the_schema_and_the_codebook_are_printed(run: Run) -> None:
    assert json.loads(run("schema", "plan").stdout)["$schema"].endswith("2020-12/schema")
    assert "| `modality` | ○ |" in run("codebook").stdout


# ---- misuse --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["aks"], ["no command named 'aks'", "did you mean 'ask'?"]),
        (["ask", "dutys-by-actor"], ["'dutys-by-actor'", "did you mean 'duties-by-actor'?"]),
        (["ask", "bodies", "--edition", "99001-pln"], ["'99001-pln'", "'99001-plan'?"]),
        (["ask", "bodies", "--editon", "x"], ["No such option", "--edition", "--help"]),
        (["ask", "bodies", "--format", "xml"], ["'xml'", "table", "markdown", "--help"]),
        (["ask", "bodies", "--lang", "fr"], ["'fr'", "ja", "en"]),
        (["ask", "bodies", "extra"], ["unexpected extra argument", "extra"]),
        (["ask", "duties-of-kind"], ["Missing option '--kind'"]),
        (["ask", "duties-of-kind", "--kind", "residnt"], ["'residnt'", "'resident'?"]),
        (["ask", "evidence-of", "--thing", "nothing"], ["no thing with evidence named 'nothing'"]),
        (["compare", "duty"], ["no comparison named 'duty'", "did you mean 'duties'?"]),
        (["compare", "duties", "--evidence", "x", "99001-plan"], ["'x'"]),
        (["compare", "--question", "bodies"], ["--rows and --columns", "edition"]),
        (["schema", "plans"], ["'plans'", "plan", "memo"]),
        (["--nonsense"], ["No such option", "--nonsense"]),
        (["--store", "/nowhere", "ask", "bodies"], ["no store at", "rolegraph build"]),
        (["cite", "aoba"], ["Missing option '--sources'"]),
        (["cite", "nothing", "--sources", "."], ["no source named 'nothing'", "aoba"]),
        (["locate", "--sources", "/nowhere"], ["no copy of source 'aoba' at '/nowhere/aoba.txt'"]),
        (["codebook", "--update", "/nowhere"], ["/nowhere"]),
        (["ask", "duties-with-counterpart", "--counterpart", "\udcff"], ["cannot be read"]),
    ],
    ids=lambda value: " ".join(value).encode("ascii", "replace").decode() if value else "",
)
def test_misuse_is_one_line_with_the_value_and_the_remedy(
    run: Run, corpus: Workspace, arguments: list[str], words: list[str]
) -> None:
    given = {"ROLEGRAPH_WORKSPACE": str(corpus.root)}
    refused(run(*arguments, ROLEGRAPH_LANG="en", **given), 2, *words)
    assert re.search("[ぁ-ん]", refused(run(*arguments, **given), 2)), "not told in Japanese"


def test_a_query_that_is_wrong_is_explained_with_its_place(run: Run, corpus: Workspace) -> None:
    place = ("--lang", "en", "--workspace", corpus.root, "sparql")
    told = run(*place, "SELECT * { ?s rdfs:label ?o }").stderr.splitlines()
    assert told[0].endswith("line 1, column 15: prefix 'rdfs:' is not declared")
    assert told[2].endswith(" ^")
    assert told[3].startswith("hint: begin the query with PREFIX rdfs:")
    refused(run(*place, "ASK { SERVICE <http://127.0.0.1:1/> {} }"), 2, "add --federate")


def test_a_query_file_that_is_not_utf8_is_told(run: Run, corpus: Workspace, tmp_path: Path) -> None:
    (tmp_path / "bad.rq").write_bytes("SELECT ('商' AS ?x) {}".encode("cp932"))
    place = ("--lang", "en", "--workspace", corpus.root, "sparql")
    refused(run(*place, tmp_path / "bad.rq"), 2, "bad.rq", "UTF-8")


@pytest.mark.parametrize("words", [("ask", "bodies"), ("compare", "duties"), ("sparql", "ASK {}")])
def test_another_server_may_be_named_before_and_after_the_command(
    run: Run, corpus: Workspace, words: tuple[str, ...]
) -> None:
    there = ("--endpoint", "http://127.0.0.1:1/sparql")
    place = ("--lang", "en", "--workspace", corpus.root)
    told = refused(run(*place, *words, *there), 2, "http://127.0.0.1:1/sparql does not answer")
    assert refused(run(*place, *there, *words), 2) == told


def test_a_server_to_load_must_be_named(run: Run, corpus: Workspace) -> None:
    place = ("--lang", "en", "--workspace", corpus.root)
    refused(run(*place, "load"), 2, "add --endpoint URL")
    there = {"ROLEGRAPH_ENDPOINT": "http://127.0.0.1:1/sparql"}
    refused(run(*place, "load", **there), 2, "http://127.0.0.1:1/sparql does not answer")


def test_a_missing_workspace_says_what_to_name(run: Run, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "missing"):
        refused(
            run("--lang", "en", "--workspace", place, "check"),
            2,
            "is not a workspace",
            "data/ folder",
        )


def test_an_empty_workspace_is_a_finding_for_every_command(
    run: Run, tmp_path: Path, shell: Shell
) -> None:
    (tmp_path / "data").mkdir()
    place = ("--workspace", tmp_path)
    result = run(*place, "check", "--lang", "en")
    assert result.exit_code == 1
    assert result.stdout.startswith("data: error: empty-workspace: no plan here")
    for command in (["ask", "bodies"], ["compare", "duties"]):
        line = refused(run("--lang", "en", *place, *command), 1, "no plan here")
        assert "put a YAML file into data/plans/" in line
    built = run(*place, "build", "-o", tmp_path / "build")
    assert built.exit_code == 1
    assert not (tmp_path / "build").exists()


def test_no_question_is_answered_from_faulty_files(
    run: Run, workspace: Workspace, rewrite: Callable[..., None]
) -> None:
    rewrite("    ordinal: 1\n", "    ordinal: １\n")
    for command in (["ask", "bodies"], ["compare", "duties"]):
        line = refused(
            run("--workspace", workspace.root, *command, "--lang", "en"),
            1,
            "data/plans/99001-plan.yaml:33:5: error: full-width-digits",
            "rolegraph check",
        )
        assert "\n" not in line
        japanese = refused(run("--workspace", workspace.root, *command), 1, "全角の数字")
        assert "rolegraph check" in japanese


def test_an_unwritable_output_leaves_nothing_behind(
    run: Run, corpus: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder.csv").mkdir()
    for place in ("missing/a.csv", "file/a.csv", "folder.csv"):
        result = run(
            "--lang", "en", "--workspace", corpus.root, "ask", "bodies", "-o", tmp_path / place
        )
        refused(result, 2, "cannot write", "choose another place")
    result = run(
        "--lang", "en", "--workspace", corpus.root, "build", "-o", tmp_path / "file" / "build"
    )
    refused(result, 2, "cannot write")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.csv"]


def test_a_folder_that_holds_something_else_is_not_built_into(
    run: Run, corpus: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "thesis.docx").write_text("my work", "utf-8")
    result = run("--lang", "en", "--workspace", corpus.root, "build", "-o", tmp_path)
    refused(result, 2, "holds something else", "name a new or empty folder")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_build_of_faulty_files_leaves_the_old_one(
    run: Run, workspace: Workspace, rewrite: Callable[..., None], tmp_path: Path
) -> None:
    output = tmp_path / "build"
    assert run("--workspace", workspace.root, "build", "-o", output).exit_code == 0
    before = (output / "rolegraph.nq").read_bytes()
    rewrite("    actor: city\n", "    actor: ctiy\n")
    result = run("--workspace", workspace.root, "build", "-o", output)
    assert result.exit_code == 1
    assert "dangling-reference" in result.output
    assert (output / "rolegraph.nq").read_bytes() == before


@pytest.mark.parametrize("part", ["ontology/rolegraph.ttl", "queries/rules/ancestors.rq"])
def test_a_faulty_part_of_a_workspace_is_named(run: Run, workspace: Workspace, part: str) -> None:
    root = Path(__file__).parents[1]
    for name in ("ontology", "queries"):
        shutil.copytree(root / name, workspace.root / name)
    (workspace.root / part).write_text("this is no such thing {", "utf-8")
    result = run("--workspace", workspace.root, "ask", "bodies")
    assert (result.exit_code, result.stdout) == (2, "")
    assert Path(part).name in result.stderr
    assert not TRACE.search(result.stderr)


# ---- in a process of its own ---------------------------------------------------------------------


def test_a_reader_that_goes_away_is_no_fault(shell: Shell, corpus: Workspace) -> None:
    place = {"ROLEGRAPH_WORKSPACE": str(corpus.root)}
    for command in ("ask coverage --format csv", "compare duties", "codebook", "schema plan"):
        done = shell(f"rolegraph {command} | head -1", **place)
        assert done.stdout.count("\n") == 1
        assert done.stderr == "", f"{command} | head must be silent"
        done = shell(f"rolegraph {command} | true; exit ${{PIPESTATUS[0]}}", **place)
        assert (done.returncode, done.stderr) in ((0, ""),), command


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("rolegraph ask bodies", 0),
        ("rolegraph --version", 0),
        ("rolegraph ask nothing", 2),
        ("rolegraph nothing", 2),
        ("rolegraph --workspace /nowhere check", 2),
    ],
)
def test_exit_codes_of_the_process(shell: Shell, corpus: Workspace, line: str, code: int) -> None:
    done = shell(line, ROLEGRAPH_WORKSPACE=str(corpus.root))
    assert done.returncode == code, done.stderr
    assert not TRACE.search(done.stderr)


def test_output_is_utf8_whatever_the_terminal_says(shell: Shell, corpus: Workspace) -> None:
    done = shell(
        "rolegraph ask bodies --format csv",
        ROLEGRAPH_WORKSPACE=str(corpus.root),
        LC_ALL="C",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
    )
    assert done.returncode == 0, done.stderr
    assert "あおば産業推進会議" in done.stdout


def test_a_built_store_answers_without_the_files(
    shell: Shell, workspace: Workspace, tmp_path: Path
) -> None:
    place = {"ROLEGRAPH_WORKSPACE": str(workspace.root)}
    fresh = shell("rolegraph ask duties-by-kind --format csv", **place).stdout
    done = shell(f"rolegraph build --output '{tmp_path}/build'", **place)
    assert done.returncode == 0, done.stderr
    assert [Path(line).name for line in done.stdout.split()] == [
        "rolegraph.trig",
        "rolegraph.nq",
        "store",
    ]
    shutil.rmtree(workspace.data / "plans")
    stored = shell(f"rolegraph --store '{tmp_path}/build' ask duties-by-kind --format csv", **place)
    assert stored.stdout == fresh
    environment = shell(
        "rolegraph ask duties-by-kind --format csv", **place, ROLEGRAPH_STORE=f"{tmp_path}/build"
    )
    assert environment.stdout == fresh
