"""Rows out of RDF: the embedded store and remote endpoints behind one seam."""

from rolegraph.store.dialects import with_values
from rolegraph.store.embedded import Store, digest_of, write_digest, write_store
from rolegraph.store.seam import NO_TERMS, Queryable, Term

__all__ = [
    "NO_TERMS",
    "Queryable",
    "Store",
    "Term",
    "digest_of",
    "with_values",
    "write_digest",
    "write_store",
]
