"""Tables and word lists that ship with the package."""
