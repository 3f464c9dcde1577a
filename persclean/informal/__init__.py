"""Spoken forms and their formal ones, made from hazm's tables of words and verb stems; hazm itself is not imported."""
