"""Tables: complainants, their links, and restrictions."""
