"""Who is asked to do what, by which measures, in which city's plan, and where it says so."""

__version__ = "0.1.0"
