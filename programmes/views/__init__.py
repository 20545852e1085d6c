"""Doors of programmes: design and steering, people taking part, one's own answer."""
