"""From a Mention to a closed Case."""
