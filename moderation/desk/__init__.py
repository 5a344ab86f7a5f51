"""The desk: one function for each thing that a person can do to a case. Every door calls it (decision 5)."""
