"""Runs the product on one machine: servers, demo, tests; knows nothing of Django at import."""
