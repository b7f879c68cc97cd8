"""The static outlet: the same pages as files, with everything that a data portal expects."""

from rolegraph.site.publishing import Release, publish

__all__ = ["Release", "publish"]
