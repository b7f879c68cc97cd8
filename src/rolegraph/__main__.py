"""`python -m rolegraph` is the command line."""

from rolegraph.cli import main

main(prog_name="rolegraph")
