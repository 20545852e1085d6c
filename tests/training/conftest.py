"""The scene of these tests."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from people.models import Person
from tests.training import scene as scenes
from tests.training.scene import Scene


@pytest.fixture
def scene(alice: Person, bob: Person) -> Scene:
    """An open programme with a mentor and a mentee."""
    return scenes.build(alice, bob)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Refusals are read in the language of the source."""
    with translation.override("en"):
        yield
