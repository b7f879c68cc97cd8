"""The log: one line of JSON for each event, on standard error."""

import json
import sys
import time
import traceback
from typing import Any

ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)  # made once: one for each line is slow


def log(event: str, **facts: Any) -> None:
    """Write one line of JSON to standard error."""
    entry = {"time": round(time.time(), 3), "event": event, **facts}
    sys.stderr.write(ENCODER.encode(entry) + "\n")


def log_failure(where: str) -> None:
    """Write what went wrong on our side; called where an exception is handled."""
    error = sys.exc_info()[1]
    log("failure", where=where, error=repr(error), trace=traceback.format_exc())
