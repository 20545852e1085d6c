"""Doors of the catalogue of needs, of frameworks and of self-assessments."""
