"""Doors of matching: the board and its criteria, the review of a run, the mentee's choice."""
