"""The catalogues: what otklik says, in every language but English."""
