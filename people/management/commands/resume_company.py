"""Opens the site of a suspended company again."""

from people.actions.company import resume
from people.management.commands import StatusCommand


class Command(StatusCommand):
    """``manage.py resume_company aubepine --reason "…"``."""

    help = "Open the site of a suspended company again; what waited goes on."
    change = staticmethod(resume)
    done = "{name} is open again at {address}"
