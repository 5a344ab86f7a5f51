"""The lint of replies: what is checked before the public reads it (A6, A7, B5, B12, C1, D6)."""
