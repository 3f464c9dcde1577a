"""`persclean check`: findings of a run, with their places in files and records."""
