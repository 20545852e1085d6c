"""Doors of introductions: whom one must not be paired with, mentors' answers, conversations."""
