"""All settings of the server: one list, from which options, variables and the README are made."""

from typing import NamedTuple

from rolegraph.findings import Text


class Settings(NamedTuple):
    """How a server runs; the meaning of each is in SETTINGS."""

    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    timeout: float = 30.0
    rows: int = 100_000
    workers: int = 2
    memory: int = 1024
    queue: int = 400
    wait: float = 30.0
    query_size: int = 1_000_000
    cache: int = 64


class Setting(NamedTuple):
    """One setting: its name in Settings and what it does."""

    name: str
    help: Text

    @property
    def option(self) -> str:
        """The option of `rolegraph serve`."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """The environment variable that is read when the option is not given."""
        return "ROLEGRAPH_" + self.name.upper()


_WORDS = (
    ("host", "待ち受けるアドレス", "address to listen on"),
    ("port", "待ち受けるポート(0 なら空きを選ぶ)", "port to listen on; 0 picks a free one"),
    (
        "base_url",
        "公開時のURL(省略時は要求の Host から)",
        "public URL of the server; by default made from each request's Host",
    ),
    ("timeout", "問い合わせ1件の制限時間(秒)", "seconds that one query may run"),
    ("rows", "結果の行数の上限(0 なら無制限)", "rows of one result; 0 for no limit"),
    ("workers", "同時に走る問い合わせの数", "queries that run at the same time"),
    (
        "memory",
        "問い合わせ1件が使えるメモリ(MB、0 なら無制限)",
        "MB of memory that one query may use; 0 for no limit",
    ),
    ("queue", "順番を待てる要求の数", "requests that may wait for a worker"),
    ("wait", "順番を待つ時間の上限(秒)", "seconds that a request may wait for a worker"),
    ("query_size", "問い合わせの長さの上限(バイト)", "bytes of one query"),
    ("cache", "答えの控えの大きさ(MB)", "MB of answers kept at hand"),
)
SETTINGS = tuple(Setting(name, Text(ja, en)) for name, ja, en in _WORDS)
