"""Refusals are read in English here, whether or not the French catalogue is compiled."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences of actions in English; pages still speak the language of their person."""
    with translation.override("en"):
        yield
