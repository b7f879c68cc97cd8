"""Where crawlers begin."""

from collections.abc import Sequence
from urllib.parse import quote
from xml.sax.saxutils import escape

from rolegraph import iris


def sitemap(base_url: str, paths: Sequence[str]) -> bytes:
    """Return the sitemap; without a base address it lists the paths under our identifier."""
    base = base_url or iris.BASE.rstrip("/")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        *(f"<url><loc>{escape(f'{base}/{quote(path)}')}</loc></url>" for path in paths),
        "</urlset>\n",
    ]
    return "\n".join(lines).encode()


def robots(base_url: str) -> bytes:
    """Return what crawlers may do, and where the sitemap is when the address is known."""
    where = f"Sitemap: {base_url}/sitemap.xml\n" if base_url else ""
    return f"User-agent: *\nAllow: /\n{where}".encode()
