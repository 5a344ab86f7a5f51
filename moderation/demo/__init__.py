"""The demo world: sites of ours on loopback that live."""
