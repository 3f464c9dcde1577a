"""Many inputs in one run: planned, shared out to processes, remembered, reported."""
