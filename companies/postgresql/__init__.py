"""Database engine: refuses to answer when nobody said whose data is meant."""
