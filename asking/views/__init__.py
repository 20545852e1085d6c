"""Doors of the self mode, by who opens them."""
