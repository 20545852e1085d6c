"""Doors of the privacy desk."""
