"""What selection refuses because a page is older than what it shows."""

from companies.errors import Refusal


class Overtaken(Refusal):
    """A form, a page, a grid or a decision changed since it was opened."""
