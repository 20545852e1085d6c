"""Template filters of objectives."""
