"""Tables by noun, beside those of the core."""
