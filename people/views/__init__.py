"""Doors of people: accounts, the list, imports, the journal."""
