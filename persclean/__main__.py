"""`python -m persclean` is the command line."""

from persclean.cli import main

main()
