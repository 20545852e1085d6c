"""Builds the demo companies: a year of life, lived through the product's own actions."""
