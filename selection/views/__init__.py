"""Doors of selection: forms, honest page, answers, qualification, rules, waitlist."""
