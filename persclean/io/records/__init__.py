"""Formats that hold records: their texts are found and replaced; every other byte or value stays as it is."""
