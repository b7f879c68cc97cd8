"""What a plan is: the records that authoring files are read into (see base for their ground)."""
