"""Settings of a project: where they stand (find), what they say (read), which one holds (merge), showing them."""
