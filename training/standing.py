"""Who is trained, and whom a programme holds back until they are."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from django.db.models import Exists, OuterRef, Q

from programmes import admission
from programmes.models import Enrolment, EnrolmentQuerySet
from training.models import Exemption, Module, Progress, Requirement
from training.progress import Step, Summary, summary

Moment = Requirement.Moment

_MODULE_MISSING: Final = Exists(
    Module.objects.needed()
    .for_role(OuterRef("role"))
    .filter(programme=OuterRef("programme"))
    .exclude(
        Exists(
            Progress.objects.filter(
                module=OuterRef("pk"), person=OuterRef(OuterRef("person")), done_at__isnull=False
            )
        )
    )
)
_MODULE_NEEDED: Final = Exists(
    Module.objects.needed().for_role(OuterRef("role")).filter(programme=OuterRef("programme"))
)
_EXEMPT: Final = Exists(Exemption.objects.filter(enrolment=OuterRef("pk")))


def contribute() -> None:
    """Keep who must be trained first out of matchings and pairs."""
    admission.contribute_sieve(lambda rows: ready(rows, Moment.MATCHING))


def untrained(rows: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Those of ``rows`` who have a mandatory module left and are not exempt."""
    return rows.filter(_MODULE_MISSING).exclude(_EXEMPT)


def trained(rows: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Those of ``rows`` who have done all that is mandatory, where something is, or are exempt."""
    return rows.filter((Q(_MODULE_NEEDED) & ~Q(_MODULE_MISSING)) | Q(_EXEMPT))


def held_back(rows: EnrolmentQuerySet, moment: Requirement.Moment) -> EnrolmentQuerySet:
    """Those of ``rows`` who by their side's rule must be trained at ``moment``, and are not."""
    return untrained(rows).filter(_asked(moment))


def awaited(rows: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Those of ``rows`` whom a rule of their side holds back, at whichever moment."""
    rule = Requirement.objects.filter(programme=OuterRef("programme"), role=OuterRef("role"))
    return untrained(rows).filter(Exists(rule))


def ready(rows: EnrolmentQuerySet, moment: Requirement.Moment) -> EnrolmentQuerySet:
    """Those of ``rows`` whom nothing holds back at ``moment``."""
    return rows.exclude(Q(_asked(moment)) & Q(_MODULE_MISSING) & ~Q(_EXEMPT))


def _asked(moment: Requirement.Moment) -> Exists:
    return Exists(
        Requirement.objects.filter(
            programme=OuterRef("programme"), role=OuterRef("role"), moment=moment
        )
    )


def summaries(rows: Iterable[Enrolment]) -> dict[int, Summary]:
    """How far each of ``rows`` is, by enrolment (two queries)."""
    enrolments = list(rows)
    modules: dict[int, list[Module]] = defaultdict(list)
    live = Module.objects.live().filter(programme__in={one.programme_id for one in enrolments})
    for module in live.only("programme_id", "audience", "minutes", "is_mandatory"):
        modules[module.programme_id].append(module)
    done = set(
        Progress.objects.filter(
            person__in={one.person_id for one in enrolments}, done_at__isnull=False
        ).values_list("person_id", "module_id")
    )
    return {
        one.pk: summary(
            Step(
                minutes=module.minutes,
                is_mandatory=module.is_mandatory,
                is_done=(one.person_id, module.pk) in done,
            )
            for module in modules[one.programme_id]
            if module.audience in (Module.Audience.BOTH, one.role)
        )
        for one in enrolments
    }


def moments(programme_id: int) -> dict[str, str]:
    """Role → moment at which it must be trained; roles without a rule are left out."""
    rows = Requirement.objects.filter(programme=programme_id)
    return dict(rows.values_list("role", "moment"))
