"""How sites are walked."""
