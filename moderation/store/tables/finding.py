"""Tables: the words by which mentions are found."""
