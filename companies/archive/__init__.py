"""A whole company as one sealed file, and back: written, read, proven equal."""
