"""The rules of the spacing filter: `words` inside a piece, `gaps` between two words, `quotes` within a line."""
