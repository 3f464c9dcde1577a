"""Training of the half-space model; nothing here is imported when text is cleaned."""
