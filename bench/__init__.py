"""Measurements that claims rest on: medians, side by side in one run, never among the tests."""
