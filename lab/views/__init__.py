"""Doors of the lab: why-not, scenarios side by side, what it would take."""
