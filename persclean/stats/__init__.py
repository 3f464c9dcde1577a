"""The state of a corpus in figures: characters, words, affixes, lines, what repeats; nothing is changed."""
