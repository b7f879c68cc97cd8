"""Where each identifier leads: the rules for w3id.org, and the same rules as a function."""

import re

from rolegraph.pages import TWINS
from rolegraph.pages.addresses import ANSWERS

ACCEPTED = (
    ("ttl", ("text/turtle", "application/x-turtle")),
    ("jsonld", ("application/ld+json",)),
    ("nt", ("application/n-triples",)),
    ("rdf", ("application/rdf+xml",)),
    ("json", ("application/json",)),
)
NAMES = "^((?:id|scheme|graph)/.+|ns(?:/[0-9.]+)?|shapes)$"
ANSWERED = "^((?:question|compare)/.+)$"


def htaccess(base_url: str) -> bytes:
    """Return the rules as an Apache configuration; the first that fits decides."""
    lines = [
        "# Identifiers of rolegraph: a page for people, a twin for machines (303 See Other).",
        "Options +FollowSymLinks",
        "RewriteEngine on",
        'Header always set Vary "Accept, Accept-Language"',
        "",
        "# a twin asked for by its suffix",
        f"RewriteRule {NAMES[:-1]}\\.({'|'.join(TWINS)})$ {base_url}/data/$1.$2 [R=303,L,NE]",
    ]
    for suffix, kinds in ACCEPTED:
        pattern = "|".join(re.escape(kind) for kind in kinds)
        lines += [
            "",
            "RewriteCond %{HTTP_ACCEPT} !text/html",
            f"RewriteCond %{{HTTP_ACCEPT}} ({pattern})",
            f"RewriteRule {NAMES} {base_url}/data/$1.{suffix} [R=303,L,NE]",
        ]
    for suffix, kind in ANSWERS.items():
        accepted = [
            "RewriteCond %{HTTP_ACCEPT} !text/html",
            f"RewriteCond %{{HTTP_ACCEPT}} {re.escape(kind)}",
        ]
        target = f"{base_url}/data/$1"
        lines += ["", *accepted, "RewriteCond %{HTTP:Accept-Language} ^en [NC]"]
        lines += [f"RewriteRule {ANSWERED} {target}.en.{suffix} [R=303,L,NE]", *accepted]
        lines += [f"RewriteRule {ANSWERED} {target}.ja.{suffix} [R=303,L,NE]"]
    every = f"{NAMES[:-2]}|{ANSWERED[2:-2]})$"
    lines += [
        "",
        "RewriteCond %{HTTP:Accept-Language} ^en [NC]",
        f"RewriteRule {every} {base_url}/en/$1.html [R=303,L,NE]",
        f"RewriteRule {every} {base_url}/ja/$1.html [R=303,L,NE]",
        f"RewriteRule ^(.*)$ {base_url}/$1 [R=303,L,NE]",
        "",
    ]
    return "\n".join(lines).encode()
