"""Tests: one file a promise; case files in cases/."""
