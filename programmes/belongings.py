"""What hangs on a programme and goes with it; floors above add what they keep.

A floor above calls :func:`contribute` when its app is ready, so that nothing is imported upwards.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.models import CanvasRemark, EvaluationPlan, Indicator, Programme


class Weight(StrEnum):
    """What a belonging means for a deletion."""

    GOES = "goes"
    TOLD = "told"
    HOLDS = "holds"


@dataclass(frozen=True, slots=True)
class Belonging:
    """Some of what hangs on a programme, in words.

    It ``goes`` with the programme, or is something that people were ``told`` and keep, or it
    ``holds`` the programme back until it is settled on the page at ``url``.
    """

    words: str
    weight: Weight = Weight.GOES
    url: str = ""


type Provider = Callable[[Programme], Iterable[Belonging]]

_providers: list[Provider] = []


def contribute(provider: Provider) -> None:
    """Ask ``provider`` whenever a programme may be deleted; twice is once."""
    if provider not in _providers:
        _providers.append(provider)


def of(programme: Programme) -> list[Belonging]:
    """Everything that hangs on ``programme``, in the order of the floors."""
    return [*_own(programme), *(one for ask in _providers for one in ask(programme))]


def _own(programme: Programme) -> list[Belonging]:
    indicators = Indicator.objects.filter(objective__programme=programme).count()
    remarks = CanvasRemark.objects.filter(review__programme=programme).count()
    listed = programme.enrolments.count()
    objectives = programme.objectives.count()
    goes = [
        (objectives, ngettext("%(n)d objective", "%(n)d objectives", objectives)),
        (indicators, ngettext("%(n)d indicator", "%(n)d indicators", indicators)),
        (listed, ngettext("%(n)d person on the list", "%(n)d people on the list", listed)),
        (remarks, ngettext("%(n)d remark of a colleague", "%(n)d remarks of colleagues", remarks)),
    ]
    found = [Belonging(words % {"n": n}) for n, words in goes if n]
    if programme.responsibilities.exists():
        found.append(Belonging(_("the roles in it")))
    if EvaluationPlan.objects.filter(programme=programme).exists():
        found.append(Belonging(_("the evaluation plan")))
    return found + _told(programme)


def _told(programme: Programme) -> list[Belonging]:
    held = programme.responsibilities.exclude(person=programme.created_by_id)
    roles = held.values("person").distinct().count()
    readers = programme.canvas_reviews.values("reviewer").distinct().count()
    told = [
        (
            roles,
            ngettext(
                "%(n)d person had a letter about their role in it.",
                "%(n)d people had a letter about their role in it.",
                roles,
            ),
        ),
        (
            readers,
            ngettext(
                "%(n)d colleague was asked by letter to read its canvas.",
                "%(n)d colleagues were asked by letter to read its canvas.",
                readers,
            ),
        ),
    ]
    return [Belonging(words % {"n": n}, Weight.TOLD) for n, words in told if n]
