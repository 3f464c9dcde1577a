"""The exceptions of a project: words that are never touched, and words that are always written in one way."""
