"""SHACL rules on graphs: which nodes break which rule, where that was written, and the remedy."""
