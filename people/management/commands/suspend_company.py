"""Closes the site of a company and stops its tasks; nothing is deleted."""

from people.actions.company import suspend
from people.management.commands import StatusCommand


class Command(StatusCommand):
    """``manage.py suspend_company aubepine --reason "…"``; ``resume_company`` is the way back."""

    help = "Close a company's site and stop its tasks; nothing is deleted."
    change = staticmethod(suspend)
    done = "{name} is suspended: its site says so, its tasks stand still, its data stays."
