"""`persclean diff`: the lines that cleaning changes, as they come."""
