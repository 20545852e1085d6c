"""Refusals are read in English here; pages still speak the language of their person."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences of actions in English, whether or not the French catalogue is compiled."""
    with translation.override("en"):
        yield
