"""One module per kind of site: how the demo world shows its posts."""
