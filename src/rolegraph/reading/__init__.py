"""Authoring files in: YAML and CSV become records; faults become findings."""

from rolegraph.reading.corpus import Corpus, read_corpus, read_registry

__all__ = ["Corpus", "read_corpus", "read_registry"]
