"""What leaves the system: one exhibit, many formats, the same content in each."""

from rolegraph.reports.formats import FORMATS, Format, format_for, render

__all__ = ["FORMATS", "Format", "format_for", "render"]
