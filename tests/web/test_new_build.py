"""A server takes up a new build while it is asked, and nobody notices but by the answers."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from running import CORPUS, Server, serving, wait_for

TITLES = """SELECT ?title { ?s a <https://w3id.org/rolegraph/ns#PlanEdition> ;
  <http://www.w3.org/2000/01/rdf-schema#label> ?title } ORDER BY ?title"""
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 400000"
OLD, NEW = "みなと振興方針", "みなと改定方針"


@pytest.fixture(scope="module")
def workspaces(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The corpus, and the same with another title of a plan."""
    other = tmp_path_factory.mktemp("other") / "corpus"
    shutil.copytree(CORPUS, other)
    for path in (other / "data" / "plans").glob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace(OLD, NEW), "utf-8")
    return {OLD: CORPUS, NEW: other}


def build(workspace: Path, output: Path) -> str:
    """Build in a process of its own and return the digest of the build."""
    command = [sys.executable, "-m", "rolegraph", "--workspace", workspace, "build", "--output"]
    subprocess.run([*command, output], check=True, capture_output=True, timeout=120)
    return str(json.loads((output / "build.json").read_text("utf-8"))["digest"])


def serves(server: Server) -> str:
    return str(server.client.get("/healthz").json()["build"])


@contextmanager
def asking(server: Server, seen: list[tuple[str, httpx.Response]]) -> Iterator[None]:
    """Keep asking, over connections that stay open and new ones, for the time of a block."""
    over = threading.Event()

    def ask(number: int) -> None:
        with httpx.Client(base_url=server.base, timeout=30) as client:
            while not over.is_set():
                query = TITLES if number % 2 else f"{TITLES} # {len(seen)}"
                seen.append((query, client.get("/sparql", params={"query": query})))
                question = client.get("/questions/duties-by-actor.csv?edition=99002-policy")
                seen.append(("question", question))

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask, number) for number in range(4)]
        try:
            yield
        finally:
            over.set()
        for each in asked:
            each.result()


def test_several_new_builds_are_taken_up_and_no_request_is_lost(
    tmp_path: Path, workspaces: dict[str, Path]
):
    output = tmp_path / "build"
    digests = {OLD: build(workspaces[OLD], output)}
    seen: list[tuple[str, httpx.Response]] = []
    with serving(before=("--store", str(output))) as server:
        assert serves(server) == digests[OLD]
        with asking(server, seen):
            for title in (NEW, OLD, NEW):
                digests[title] = build(workspaces[title], output)
                wait_for(lambda t=title: serves(server) == digests[t], "the new build is taken up")
                assert title in server.query(TITLES).text
                assert {OLD: NEW, NEW: OLD}[title] not in server.query(TITLES).text
        wait_for(lambda: len(server.parts()[1]) == 1, "the process of the old build ends")
        pages = [server.client.get("/en/index.html") for _ in range(2)]
        assert {page.status_code for page in pages} == {200}
    assert {response.status_code for _, response in seen} == {200}
    titles = [(query, response) for query, response in seen if query != "question"]
    assert all((OLD in each.text) != (NEW in each.text) for _, each in titles)
    told: dict[str, set[tuple[str, str]]] = {}
    for query, response in seen:
        told.setdefault(query, set()).add((response.headers["etag"], response.text))
    for versions in told.values():
        assert len({tag for tag, _ in versions}) == len(versions), "two answers share a tag"
    assert len(told[TITLES]) == 2


def test_an_answer_that_has_begun_is_finished_from_the_old_build(
    tmp_path: Path, workspaces: dict[str, Path]
):
    output = tmp_path / "build"
    build(workspaces[OLD], output)
    with serving("--rows", "0", before=("--store", str(output))) as server:
        params, accept = {"query": LARGE}, {"accept": "text/csv", "accept-encoding": "identity"}
        with server.client.stream("GET", "/sparql", params=params, headers=accept) as response:
            pieces = response.iter_bytes()
            size = len(next(pieces))
            digest = build(workspaces[NEW], output)
            with httpx.Client(base_url=server.base) as other:
                wait_for(
                    lambda: other.get("/healthz").json()["build"] == digest, "the build is taken up"
                )
                assert NEW in other.get("/sparql", params={"query": TITLES}).text
            assert len(server.parts()[1]) == 2, "the old build is still there"
            rest = b"".join(pieces)
        assert size > 0
        assert rest.count(b"\r\n") > 300_000
        assert rest.endswith(b"\r\n")
        wait_for(lambda: len(server.parts()[1]) == 1, "the process of the old build ends")


def test_the_server_and_the_command_line_cite_the_same_version(
    tmp_path: Path, workspaces: dict[str, Path]
):
    output = tmp_path / "build"
    digest = build(workspaces[OLD], output)
    command = [sys.executable, "-m", "rolegraph", "--lang", "en", "--workspace", workspaces[OLD]]
    asked = ["ask", "duties-by-kind", "--format", "html"]
    told = [
        subprocess.run([*command, *store, *asked], check=True, capture_output=True, timeout=120)
        for store in (["--store", output], [])
    ]
    with serving(before=("--store", str(output))) as server:
        served = server.client.get("/questions/duties-by-kind.html?lang=en")
    assert f"sha256:{digest}" in served.text
    assert [each.stdout.decode("utf-8") for each in told] == [served.text] * 2


def test_a_condition_of_the_old_build_is_answered_anew(tmp_path: Path, workspaces: dict[str, Path]):
    output = tmp_path / "build"
    build(workspaces[OLD], output)
    with serving(before=("--store", str(output))) as server:
        condition = {"if-none-match": server.query(TITLES).headers["etag"]}

        def again() -> int:
            params = {"query": TITLES}
            headers = {**condition, "accept": "application/sparql-results+json"}
            return server.client.get("/sparql", params=params, headers=headers).status_code

        assert again() == 304
        digest = build(workspaces[NEW], output)
        wait_for(lambda: serves(server) == digest, "the new build is taken up")
        assert again() == 200


def test_a_build_that_cannot_be_read_is_not_taken_up(tmp_path: Path, workspaces: dict[str, Path]):
    output = tmp_path / "build"
    good = build(workspaces[OLD], output)
    with serving(before=("--store", str(output))) as server:
        broken = output / "versions" / "000009"
        shutil.copytree((output / "current").resolve(), broken)
        with (broken / "rolegraph.nq").open("ab") as file:
            file.write(b"<urn:a> <urn:b> <urn:c> <urn:d> .\n")
        beside = output / ".current.new"
        beside.symlink_to(Path("versions") / broken.name)
        beside.replace(output / "current")
        wait_for(
            lambda: any(event["event"] == "not switched" for event in server.events()),
            "the server says why it does not switch",
        )
        (refused,) = [event for event in server.events() if event["event"] == "not switched"]
        assert "damaged" in str(refused["reason"])
        assert serves(server) == good
        assert OLD in server.query(TITLES).text
        newer = build(workspaces[NEW], output)
        wait_for(lambda: serves(server) == newer, "the next sound build is taken up")


def test_a_build_that_is_killed_half_way_changes_nothing(
    tmp_path: Path, workspaces: dict[str, Path]
):
    output = tmp_path / "build"
    good = build(workspaces[OLD], output)
    seen: list[tuple[str, httpx.Response]] = []
    command = [sys.executable, "-m", "rolegraph", "--workspace", workspaces[NEW], "build"]
    with serving(before=("--store", str(output))) as server, asking(server, seen):
        for _ in range(3):
            process = subprocess.Popen(
                [*command, "--output", output], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            fresh = output / "versions"
            wait_for(lambda d=fresh: any(d.glob(".new-*")), "the build has begun to write", 60)
            process.kill()
            process.wait()
        assert (output / "current").resolve().name == "000001"
        assert serves(server) == good
        assert OLD in server.query(TITLES).text
        newer = build(workspaces[NEW], output)
        wait_for(lambda: serves(server) == newer, "a build that is finished is taken up")
    assert {response.status_code for _, response in seen} == {200}


def test_everything_below_the_keeper_may_be_killed_while_builds_change(
    tmp_path: Path, workspaces: dict[str, Path]
):
    output = tmp_path / "build"
    dice = random.Random(2)
    build(workspaces[OLD], output)
    with serving("--workers", "2", before=("--store", str(output))) as server:
        for title in (NEW, OLD):
            digest = build(workspaces[title], output)
            app, holders, workers = server.parts()
            victims = [pid for pid in (app, *workers[:1], *holders[:1]) if pid]
            dice.shuffle(victims)
            for pid in victims:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                threading.Event().wait(0.1)

            def taken_up(wanted: str = digest) -> bool:
                with suppress(httpx.TransportError):
                    return serves(server) == wanted
                return False

            wait_for(taken_up, "the new build is served", 60)
            wait_for(lambda t=title: t in server.query(TITLES).text, "and answers")


def test_a_server_goes_on_when_its_folder_is_gone(tmp_path: Path, workspaces: dict[str, Path]):
    output = tmp_path / "build"
    good = build(workspaces[OLD], output)
    with serving(before=("--store", str(output))) as server:
        shutil.rmtree(output)
        wait_for(
            lambda: any(event["event"] == "not switched" for event in server.events()),
            "the server says that there is no build any more",
        )
        assert serves(server) == good
        assert OLD in server.query(TITLES).text
