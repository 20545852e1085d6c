"""How people of a demo programme see themselves: before it, and again when it ends."""

from random import Random

from competencies import access
from competencies.actions import assessment, catalogue
from competencies.models import Assessment, Profile
from people.models import Person
from programmes.actions import aim
from programmes.models import Enrolment, Programme

WILLING = 0.6
"""How many mentees take stock when they say yes."""
AGAIN = 0.7
"""How many of these do it again at the end."""


def choose(programme: Programme, profiles: list[str], *, by: Person) -> None:
    """Aim at profiles named in English: of mentees, then of mentors; none of either when empty."""
    if not profiles:
        return
    catalogue.furnish()
    found = {one.name_en: one for one in access.profiles()}
    aim.aim(programme, mentees=found[profiles[0]], mentors=found[profiles[1]], by=by)


def before(enrolment: Enrolment, chance: Random, *, always: bool) -> None:
    """Somebody compares themself with the profile of mentees, most often a little below it."""
    profile = enrolment.programme.mentee_target
    if enrolment.is_mentor or profile is None or not (always or chance.random() < WILLING):
        return
    _take(enrolment.person, profile, chance, {})


def after(programme: Programme, chance: Random) -> None:
    """At the end, many of them look again: some competencies moved, some did not."""
    if programme.mentee_target is None:
        return
    rows = Assessment.objects.filter(
        profile=programme.mentee_target, person__in=programme.enrolments.values("person")
    )
    for row in rows.select_related("person", "profile__framework").order_by("person__email"):
        if chance.random() < AGAIN:
            seen = dict(row.ratings.values_list("competency", "level"))
            _take(row.person, row.profile, chance, seen)


def _take(person: Person, profile: Profile, chance: Random, last: dict[int, int]) -> None:
    levels = {}
    for line in access.lines(profile.framework):
        key, target = line.competency.pk, line.targets[profile.pk]
        own = (
            last[key] + chance.choice((0, 0, 1, 1, 2))
            if last
            else target - chance.choice((0, 1, 1, 2, -1))
        )
        levels[key] = max(1, min(5, own))
    assessment.take(profile, version=profile.framework.version, levels=levels, by=person)
