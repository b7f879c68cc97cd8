"""Where each identifier leads: the rules for w3id.org, and the same rules as a function."""

import re

from rolegraph.pages import TWINS

ACCEPTED = (
    ("ttl", ("text/turtle", "application/x-turtle")),
    ("jsonld", ("application/ld+json",)),
    ("nt", ("application/n-triples",)),
    ("rdf", ("application/rdf+xml",)),
    ("json", ("application/json",)),
)
NAMES = "^((?:id|scheme|graph)/.+|ns|shapes)$"


def htaccess(base_url: str) -> bytes:
    """Return the rules as an Apache configuration; the first that fits decides."""
    lines = [
        "# Identifiers of rolegraph: a page for people, a twin for machines (303 See Other).",
        "Options +FollowSymLinks",
        "RewriteEngine on",
        'Header always set Vary "Accept, Accept-Language"',
        "",
        "# a twin asked for by its suffix",
        f"RewriteRule ^((?:id|scheme|graph)/.+|ns|shapes)\\.({'|'.join(TWINS)})$ "
        f"{base_url}/data/$1.$2 [R=303,L,NE]",
    ]
    for suffix, kinds in ACCEPTED:
        pattern = "|".join(re.escape(kind) for kind in kinds)
        lines += [
            "",
            "RewriteCond %{HTTP_ACCEPT} !text/html",
            f"RewriteCond %{{HTTP_ACCEPT}} ({pattern})",
            f"RewriteRule {NAMES} {base_url}/data/$1.{suffix} [R=303,L,NE]",
        ]
    lines += [
        "",
        "RewriteCond %{HTTP:Accept-Language} ^en [NC]",
        f"RewriteRule {NAMES} {base_url}/en/$1.html [R=303,L,NE]",
        f"RewriteRule {NAMES} {base_url}/ja/$1.html [R=303,L,NE]",
        f"RewriteRule ^(.*)$ {base_url}/$1 [R=303,L,NE]",
        "",
    ]
    return "\n".join(lines).encode()
