"""Keeps a form that was opened a while ago from overwriting what somebody else wrote since."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from companies.errors import Refusal
from programmes.canvas import fingerprint


class Overtaken(Refusal):
    """Somebody else changed this since it was opened."""


def check(seen: str | None, values: Mapping[str, Any]) -> None:
    """Refuse with :class:`Overtaken` when ``values`` are not what ``seen``, a fingerprint, was of.

    ``None`` is for callers that have just read them.
    """
    if seen is not None and seen != fingerprint(values):
        raise Overtaken(
            _("Somebody else has changed this since you opened it. Your words are kept here.")
        )
