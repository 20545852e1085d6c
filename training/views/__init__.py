"""Doors of the training: its design, its workshops, who is trained, one's own."""
