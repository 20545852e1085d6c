"""The exceptions whose words a person gets to read."""

from django.utils.functional import Promise


class Refusal(Exception):
    """An action cannot be done; the sentence says what happened and what to do.

    ``field`` names the form field the sentence belongs to, when there is one.
    """

    def __init__(self, sentence: str | Promise, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = str(sentence)
        self.field = field

    def __str__(self) -> str:
        return self.sentence


class Overtaken(Refusal):
    """Somebody else changed the same thing since the page was opened; nothing was saved."""
