"""Takes in wishes to take part; HR or the director answers with an invitation, or sets aside."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communication import access
from communication.models import Wish
from companies.errors import Refusal
from people import audit
from people.models import Person
from programmes.actions import enrolment, guard
from programmes.models import Enrolment, Programme


def is_welcome(programme: Programme) -> bool:
    """Whether somebody may still ask to take part."""
    return programme.last_day_to_answer(timezone.localdate()) is not None


@transaction.atomic
def make(programme: Programme, *, role: str, by: Person) -> Wish:
    """Note that ``by`` would like to be a mentor or to be accompanied; again changes the side.

    It enrols nobody. Refuses while the page is not published, when the time to answer is over and
    when they have a part already.
    """
    row = guard.locked(programme)
    if role not in Enrolment.Role.values:
        raise Refusal(_("Choose one of those listed."))
    if access.published(row) is None or not is_welcome(row):
        raise Refusal(_("“%(name)s” takes nobody in any more.") % {"name": row})
    if access.own_enrolment(by, row) is not None:
        raise Refusal(_("You are invited already, or take part."))
    wish = Wish.objects.filter(programme=row, person=by).first() or Wish(programme=row, person=by)
    if wish.pk and wish.status == Wish.Status.WAITING and wish.role == role:
        return wish
    wish.role, wish.status, wish.made_at = role, Wish.Status.WAITING, timezone.now()
    wish.settled_at, wish.settled_by = None, None
    wish.save()
    audit.record("wish.made", by=by, on=row, role=role)
    return wish


@transaction.atomic
def take_back(programme: Programme, *, by: Person) -> None:
    """Forget what ``by`` wished; does nothing once it is answered."""
    gone = Wish.objects.filter(programme=programme, person=by, status=Wish.Status.WAITING)
    if gone.delete()[0]:
        audit.record("wish.taken_back", by=by, on=programme)


@transaction.atomic
def invite(wish: Wish, *, by: Person) -> Wish:
    """Answer with an invitation, which the person accepts or not.

    Refuses what `programmes.actions.enrolment.invite` refuses, and a wish that is answered.
    """
    row = _waiting(wish, by)
    enrolment.invite(row.programme, people=[row.person], role=row.role, by=by)
    return _settle(row, Wish.Status.INVITED, by)


@transaction.atomic
def set_aside(wish: Wish, *, by: Person) -> Wish:
    """Keep the wish without an invitation. Refuses one that is answered."""
    return _settle(_waiting(wish, by), Wish.Status.SET_ASIDE, by)


def _waiting(wish: Wish, by: Person) -> Wish:
    guard.check_steers(wish.programme, by)
    rows = Wish.objects.select_related("programme", "person").select_for_update(of=("self",))
    row = rows.get(pk=wish.pk)
    if row.status != Wish.Status.WAITING:
        raise Refusal(_("This wish is answered already."))
    return row


def _settle(row: Wish, status: Wish.Status, by: Person) -> Wish:
    row.status, row.settled_at, row.settled_by = status, timezone.now(), by
    row.save(update_fields=["status", "settled_at", "settled_by"])
    audit.record("wish.settled", by=by, on=row.programme, answer=status.value)
    return row
