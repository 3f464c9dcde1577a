"""persclean beyond one process and one machine."""
