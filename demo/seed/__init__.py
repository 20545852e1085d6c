"""The people and organisation charts behind the demo files."""
