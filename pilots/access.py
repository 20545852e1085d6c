"""Who may see a pilot sheet: HR the sheet itself, a director what was made of it."""

from django.db.models import QuerySet

from people.models import Person
from pilots.models import PilotSheet
from programmes import access as programmes_access


def sheets(person: Person) -> QuerySet[PilotSheet]:
    """Sheets with their names and remarks: HR only."""
    rows = PilotSheet.objects.select_related("programme")
    return rows if person.is_hr else rows.none()


def evaluated(person: Person) -> QuerySet[PilotSheet]:
    """Sheets whose findings ``person`` may read, without the file itself.

    All that were evaluated for HR, else those of the programmes they direct.
    """
    rows = PilotSheet.objects.defer("content").select_related("programme")
    rows = rows.filter(evaluated_at__isnull=False)
    if person.is_hr:
        return rows
    return rows.filter(programme__in=programmes_access.steered(person))
