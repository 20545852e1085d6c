"""Pages of closing and renewal, one subject each."""
