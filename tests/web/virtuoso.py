"""A real Virtuoso of the test's own, on free loopback ports, in a folder of its own."""

import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = shutil.which("virtuoso-t")
MISSING = "Virtuoso is not installed (Debian package virtuoso-opensource; .ci/install-parts)"
SETTINGS = """
[Database]
DatabaseFile=virtuoso.db
ErrorLogFile=virtuoso.log
LockFile=virtuoso.lck
TransactionFile=virtuoso.trx
xa_persistent_file=virtuoso.pxa
TempStorage=TempDatabase
[TempDatabase]
DatabaseFile=temp.db
TransactionFile=temp.trx
[Parameters]
ServerPort=127.0.0.1:{sql}
DisableUnixSocket=1
NumberOfBuffers={buffers}
MaxDirtyBuffers={dirty}
ServerThreads=10
CheckpointInterval=0
[HTTPServer]
ServerPort=127.0.0.1:{http}
ServerThreads=6
ServerRoot=.
[SPARQL]
ResultSetMaxRows={rows}
MaxConstructTriples=10000000
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextmanager
def virtuoso(folder: Path, buffers: int = 20_000, rows: int = 10_000_000) -> Iterator[str]:
    """Start a Virtuoso and yield its address; user and password are both `dba`."""
    assert PROGRAM, MISSING
    http = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    text = SETTINGS.format(
        http=http, sql=free_port(), buffers=buffers, dirty=buffers * 3 // 4, rows=rows
    )
    (folder / "virtuoso.ini").write_text(text)
    with (folder / "out.txt").open("w") as out:
        process = subprocess.Popen(
            [PROGRAM, "-f", "-c", "virtuoso.ini"], cwd=folder, stdout=out, stderr=out
        )
    try:
        _wait(f"http://127.0.0.1:{http}/sparql", process, folder)
        yield f"http://127.0.0.1:{http}"
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def _wait(address: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, OSError):
            threading.Event().wait(0.2)
        else:
            return
    raise AssertionError(f"Virtuoso did not start: {(folder / 'out.txt').read_text()[-800:]}")
