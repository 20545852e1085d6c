"""What the page of a form shows when somebody else has saved the same thing meanwhile."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django.forms import Field, Form
from django.utils.formats import date_format, time_format


def told(form: Form, now: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and value of each field that says something else ``now`` than in the form."""
    return [
        (str(form.fields[name].label), _said(form.fields[name], value) or "—")
        for name, value in now.items()
        if name in form.fields and _plain(value) != _plain(form.cleaned_data.get(name))
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(value)
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _said(field: Field, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, time):
        return time_format(value)
    labels = dict(getattr(field, "choices", ()))
    return str(labels.get(value, value))
