"""Words that belong to one company and one row, planted in every field of text, and found again."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Final

from django.apps import apps
from django.db import models
from pypdf import PdfReader

LETTERS: Final = {"aubepine": "a", "kestrel": "b", "tilleul": "c"}
ANY: Final = re.compile(r"zz([abc])q(\d{5})z", re.IGNORECASE)
APPS: Final = (
    "people",
    "privacy",
    "competencies",
    "programmes",
    "objectives",
    "training",
    "selection",
    "pairings",
    "matching",
    "evaluations",
    "communication",
    "pilots",
    "occasions",
    "references",
    "asking",
    "introductions",
    "renewal",
    "lab",
)
# What machines read, and the journal: the database lets nobody change it.
TECHNICAL: Final = frozenset(
    {
        *("password", "language", "time_zone", "key", "encoding", "delimiter", "problem", "step"),
        *("engine_version", "inputs_hash", "plan_hash", "decline_reason"),
        *("issuer", "client_id", "entity_id", "sign_on_url", "secret", "last_problem"),
        *("archive", "sent_to"),
    }
)
LEFT_ALONE: Final = frozenset({"auditentry", "mail"})


@dataclass
class Canaries:
    """Which word lies where: the same number means the same row and field in each company."""

    places: list[str] = field(default_factory=list)
    rows: list[tuple[str, int]] = field(default_factory=list)

    def plant(self, schema: str) -> None:
        """Write a word of its own into every field of text of the company that is chosen now."""
        numbers = {place: number for number, place in enumerate(self.places)}
        for model in _models():
            fields = [one for one in model._meta.concrete_fields if _takes_words(one)]
            for pk in model._base_manager.order_by("pk").values_list("pk", flat=True):
                words = {}
                for one in fields:
                    place = f"{model._meta.label_lower}.{one.name}.{pk}"
                    if place not in numbers:
                        numbers[place] = len(self.places)
                        self.places.append(place)
                        self.rows.append((model._meta.label_lower, pk))
                    word = f"zz{LETTERS[schema]}q{numbers[place]:05d}z"
                    is_email = isinstance(one, models.EmailField)
                    words[one.name] = f"{word}@{schema}.example" if is_email else word
                if words:
                    model._base_manager.filter(pk=pk).update(**words)


def _models() -> list[type[models.Model]]:
    found = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return [model for model in found if model._meta.model_name not in LEFT_ALONE]


def _takes_words(one: models.Field) -> bool:  # type: ignore[type-arg]
    if not isinstance(one, models.CharField | models.TextField) or one.primary_key:
        return False
    is_long = one.max_length is None or one.max_length >= 20
    return is_long and not one.choices and one.name not in TECHNICAL


def found_in(content: bytes | str, kind: str = "") -> set[tuple[str, int]]:
    """Words of any company in a text or a file: the company's letter and the number."""
    text = content if isinstance(content, str) else readable(content, kind)
    return {(letter.lower(), int(number)) for letter, number in ANY.findall(text)}


def readable(content: bytes, kind: str) -> str:
    """The text of what was sent, whatever it is packed in."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return " ".join(
                packed.read(name).decode(errors="replace") for name in packed.namelist()
            )
    if kind == "application/pdf" and len(content) > 100:
        reader = PdfReader(io.BytesIO(content))
        return " ".join([*(page.extract_text() for page in reader.pages), str(reader.metadata)])
    return content.decode(errors="replace")
