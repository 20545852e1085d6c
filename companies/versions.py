"""Keeps a form that was opened a while ago from overwriting what somebody else wrote since."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django.forms import ChoiceField, Field, Form, ModelChoiceField
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from companies.errors import Overtaken


def fingerprint(values: Mapping[str, Any]) -> str:
    """What ``values`` say, in sixteen letters, for a page to hand back: another one says more."""
    text = json.dumps({name: str(value) for name, value in values.items()}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check(seen: str | None, now: str) -> None:
    """Refuse with :class:`Overtaken` when what a page has ``seen`` is not what there is ``now``.

    Both are fingerprints, or other names of a version; ``None`` is for callers that have just read.
    """
    if seen not in (None, now):
        raise Overtaken(
            _("Somebody else has changed this since you opened it. Your words are kept here.")
        )


def to_hand_back(form: Form, now: str, *, is_shown: bool) -> str:
    """What a page hands back as ``seen``: ``now``, unless the form is shown again with a mistake.

    Whoever corrects a field has not read what somebody else wrote meanwhile; ``is_shown`` says that
    the page tells them.
    """
    return now if is_shown or not form.errors else str(form.data.get("seen", ""))


def differing(form: Form, now: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and words of each field that says something else ``now`` than in the valid ``form``."""
    return [
        (str(form.fields[name].label), _said(form.fields[name], value) or "–")
        for name, value in now.items()
        if name in form.fields and _plain(value) != _plain(form.cleaned_data.get(name))
    ]


def chosen(field: Field, value: Any) -> Any:
    """A choice, or several of them, in the words of the field; anything else as it is."""
    if not isinstance(field, ChoiceField) or isinstance(field, ModelChoiceField):
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
    names: dict[Any, Any] = {}
    offered: Any = field.choices
    for code, words in offered:
        names |= dict(words) if isinstance(words, list | tuple) else {code: words}
    if isinstance(value, list | tuple):
        return ", ".join(str(names.get(one, one)) for one in value)
    return names.get(value, value)


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return sorted(value)
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return "" if value is None else value


def _said(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return str(chosen(field, value))
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, time):
        return time_format(value)
    value = chosen(field, value)
    return "" if value is None else str(value)
