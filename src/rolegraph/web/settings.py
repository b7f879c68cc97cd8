"""All settings of the server: one list, from which options, variables and the README are made."""

import re
from typing import NamedTuple

from rolegraph.errors import BadParameter
from rolegraph.findings import Text

HOST = re.compile(
    r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
)  # name or address, port
PUBLIC = re.compile(rf"https?://{HOST.pattern}(?:/[A-Za-z0-9._~/-]*)?")


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
    connections: int = 1000
    patience: float = 30.0


class Setting(NamedTuple):
    """One setting: its name in Settings, what it does, and from where to where a number may go."""

    name: str
    help: Text
    least: float = 0
    most: float = 0

    @property
    def option(self) -> str:
        """The option of `rolegraph serve`."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """The environment variable that is read when the option is not given."""
        return "ROLEGRAPH_" + self.name.upper()


DAY = 86_400
MANY = 1_000_000
_ROWS = (
    ("host", "待ち受けるアドレス", "address to listen on", 0, 0),
    (
        "port",
        "待ち受けるポート(0 なら空きを選ぶ)",
        "port to listen on; 0 picks a free one",
        0,
        65_535,
    ),
    (
        "base_url",
        "公開時のURL(省略時は要求の Host から)",
        "public URL of the server; by default made from each request's Host",
        *(0, 0),
    ),
    ("timeout", "問い合わせ1件の制限時間(秒)", "seconds that one query may run", 0.1, DAY),
    (
        "rows",
        "結果の行数の上限(0 なら無制限)",
        "rows of one result; 0 for no limit",
        0,
        1000 * MANY,
    ),
    ("workers", "同時に走る問い合わせの数", "queries that run at the same time", 1, 1000),
    (
        "memory",
        "問い合わせ1件が使えるメモリ(MB、0 なら無制限)",
        "MB of memory that one query may use; 0 for no limit",
        *(0, MANY),
    ),
    ("queue", "順番を待てる要求の数", "requests that may wait for a worker", 0, MANY),
    ("wait", "順番を待つ時間の上限(秒)", "seconds that a request may wait for a worker", 0, DAY),
    ("query_size", "問い合わせの長さの上限(バイト)", "bytes of one query", 1000, 100 * MANY),
    ("cache", "答えの控えの大きさ(MB)", "MB of answers kept at hand", 0, MANY),
    (
        "connections",
        "同時に開ける接続の数",
        "connections that may be open at the same time",
        *(1, MANY),
    ),
    (
        "patience",
        "要求が届き終わるまで、または答えが読まれないまま待つ秒数",
        "seconds that a request may take to arrive, or an answer may lie unread",
        *(1, DAY),
    ),
)
SETTINGS = tuple(Setting(name, Text(ja, en), *bounds) for name, ja, en, *bounds in _ROWS)


def checked(settings: Settings) -> Settings:
    """Return settings that a server can run with. Raises BadParameter with what may be given."""
    for setting in SETTINGS:
        value = getattr(settings, setting.name)
        least, most = setting.least, setting.most
        if most and not least <= value <= most:  # so written, nan is refused
            may = f"give a number from {least:,} to {most:,}"
            raise BadParameter(f"{setting.option} cannot be {value}", may)
    if settings.base_url and not PUBLIC.fullmatch(settings.base_url):
        example = "give the whole address, such as https://example.org/rolegraph"
        raise BadParameter(f"--base-url cannot be '{settings.base_url}'", example)
    return settings
