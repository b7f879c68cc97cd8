"""What is told of the data as a whole, for catalogues, archives and the release that follows."""

from rolegraph.release.files import release_files

__all__ = ["release_files"]
