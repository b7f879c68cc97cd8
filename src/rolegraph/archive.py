"""Office files with fixed times inside, so that the same content gives the same bytes."""

import io
import re
import zipfile

MOMENT = (2000, 1, 1, 0, 0, 0)
STAMP = rb"2000-01-01T00:00:00Z"


def fixed(content: bytes) -> bytes:
    """Return a zipped office file without the moment in which it was written."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            info = zipfile.ZipInfo(name, MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(
                info, _undated(old.read(name)) if name == "docProps/core.xml" else old.read(name)
            )
    return out.getvalue()


def _undated(core: bytes) -> bytes:
    dates = rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)"
    return re.sub(dates, rb"\g<1>" + STAMP + rb"\g<2>", core)
