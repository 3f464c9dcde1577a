"""Running filters: `light` is the definition, `blocks` the fast way to the same bytes, `parallel` many at once."""
