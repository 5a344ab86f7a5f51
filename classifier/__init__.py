"""From text to Tags."""
