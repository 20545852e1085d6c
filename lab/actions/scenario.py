"""Makes scenarios, changes their rules, computes them in line, and makes one the proposal."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.errors import Refusal
from lab.actions.enquiry import present_rules
from lab.models import Scenario
from matching.actions import adoption, criteria, inputs
from matching.actions import run as runs
from matching.engine.terms import FAIRNESS
from matching.models import Criterion, MatchingRun
from people import audit
from people.models import Person
from programmes import formats
from programmes.models import Enrolment, Programme


@transaction.atomic
def create(
    programme: Programme,
    *,
    name: str,
    by: Person,
    source: Scenario | None = None,
    run: MatchingRun | None = None,
    rules: Mapping[str, Any] | None = None,
) -> Scenario:
    """A new scenario with the rules of another, of a proposal as decided so far, those given, or
    the criteria as they are.

    Refuses a closed programme, a name that is empty or taken, and more than twelve scenarios.
    """
    programme = runs.lock(programme)
    if programme.status == Programme.Status.CLOSED:
        raise Refusal(_("“%(name)s” is closed.") % {"name": programme})
    if Scenario.objects.filter(programme=programme).count() >= Scenario.MOST:
        raise Refusal(
            _("A programme has at most %(most)s scenarios: delete one first.")
            % {"most": Scenario.MOST}
        )
    if rules is None:
        rules = source.rules if source else runs.rules_now(run) if run else present_rules(programme)
    heard = source.heard if source else run.shortlist_from if run else settled_shortlist(programme)
    row = Scenario.objects.create(
        programme=programme,
        name=_free_name(programme, name),
        created_by=by,
        rules=dict(rules),
        heard=heard,
    )
    audit.record("scenario.created", by=by, on=programme, name=row.name)
    return row


def settled_shortlist(programme: Programme) -> MatchingRun | None:
    """The last shortlist whose rankings were settled; others stay unheard until they are."""
    if programme.mode != Programme.Mode.HYBRID:
        return None
    done = MatchingRun.objects.done().filter(purpose=MatchingRun.Purpose.SETTLEMENT)
    rows = MatchingRun.objects.filter(programme=programme, settlements__in=done)
    return rows.order_by("-pk").first()


def free_name(programme: Programme, wanted: str) -> str:
    """``wanted`` cut to the length of a name, numbered when it is taken."""
    taken = set(Scenario.objects.filter(programme=programme).values_list("name", flat=True))
    name, number = wanted[:80].strip(), 1
    while name in taken:
        number += 1
        name = f"{wanted[:74].strip()} ({number})"
    return name


@transaction.atomic
def change(
    row: Scenario,
    *,
    name: str,
    rows: Sequence[Mapping[str, Any]],
    minimum: int,
    fairness: str,
    policy: str,
    by: Person,
) -> Scenario:
    """Replace name, criteria, lowest score, fairness and policy; those of the programme stay.

    Refuses a name that is empty or taken, what ``criteria.set_weights`` refuses, a lowest score
    outside 0–100, and while the scenario is being computed.
    """
    row = _locked(row)
    if name.strip() != row.name:
        row.name = _free_name(row.programme, name)
    if not 0 <= minimum <= 100:
        raise Refusal(_("The lowest score goes from 0 to 100."), field="minimum")
    if fairness not in FAIRNESS or policy not in Scenario.Policy.values:
        raise Refusal(_("Choose among what is listed."))
    chosen: list[Criterion] = criteria.checked(row.programme, rows)
    row.rules = row.rules | inputs.rules_of(chosen, minimum)
    row.rules |= {"fairness": fairness, "policy": policy}
    _save(row, by, "criteria")
    return row


@transaction.atomic
def give_places(row: Scenario, *, mentor: Enrolment, total: int, by: Person) -> Scenario:
    """Try a mentor with ``total`` places; what they offer already takes the trial away.

    Refuses a mentor of another programme and more places than the format allows.
    """
    row = _locked(row)
    if mentor.programme_id != row.programme_id or not mentor.is_mentor:
        raise Refusal(_("Choose a mentor of this programme."), field="mentor")
    most = formats.FORMATS[row.programme.format].most
    if not 1 <= total <= most:
        raise Refusal(
            _("In this programme a mentor accompanies at most %(most)s people.") % {"most": most},
            field="total",
        )
    places = dict(row.rules.get("places", {}))
    places.pop(str(mentor.pk), None)
    if total > mentor.capacity:
        places[str(mentor.pk)] = total
    row.rules = row.rules | {"places": places}
    _save(row, by, "places")
    return row


@transaction.atomic
def leave_out(
    row: Scenario, *, mentee: Enrolment, code: str, is_left_out: bool, by: Person
) -> Scenario:
    """Try one mentee without one rule (``language``, ``minimum`` or a must-have), or take it back.

    Refuses a mentee of another programme and a rule that is never left out.
    """
    row = _locked(row)
    if mentee.programme_id != row.programme_id or mentee.is_mentor:
        raise Refusal(_("Choose a mentee of this programme."), field="mentee")
    if code not in left_out_codes():
        raise Refusal(_("This rule is never left out."), field="code")
    kept = [pair for pair in row.rules.get("exceptions", []) if pair != [mentee.pk, code]]
    row.rules = row.rules | {"exceptions": [*kept, [mentee.pk, code]] if is_left_out else kept}
    _save(row, by, "exceptions")
    return row


def left_out_codes() -> list[str]:
    """Rules that a scenario may leave out for somebody."""
    return ["minimum", "language", *(f"must_{kind}" for kind in Criterion.Kind.values)]


@transaction.atomic
def compute(row: Scenario, *, by: Person) -> MatchingRun:
    """Queue the computation of a scenario; enqueue ``matching.perform_run`` for it.

    What was computed before is replaced. Refuses while it is under way, and when there is nobody
    to pair.
    """
    row = _locked(row)
    before, row.run = row.run, None
    run = adoption.attempt(row.programme, rules=row.rules, heard=row.heard, by=by)
    row.run = run
    row.save(update_fields=["run"])
    if before is not None:
        before.delete()
    return run


@transaction.atomic
def publish(row: Scenario, *, by: Person) -> MatchingRun:
    """Make a scenario the proposal that HR reviews and publishes as usual.

    Refuses when its rules changed since it was computed, when mentors must offer more places
    first (named), and as ``adoption.adopt`` does.
    """
    row = _locked(row)
    if row.run is None or row.is_changed:
        raise Refusal(_("Compute this scenario as it is now before you make it the proposal."))
    asked = to_ask(row)
    if asked:
        names = ", ".join(str(mentor.person) for mentor, _total in asked)
        raise Refusal(
            ngettext(
                "%(names)s must offer the places of this scenario first: ask, then write the new "
                "number on their page.",
                "%(names)s must offer the places of this scenario first: ask them, then write the "
                "new numbers on their pages.",
                len(asked),
            )
            % {"names": names}
        )
    return adoption.adopt(row.run, by=by)


@transaction.atomic
def delete(row: Scenario, *, by: Person) -> None:
    """Forget a scenario with its computation; a proposal made of it stays.

    Refuses while it is being computed.
    """
    row = _held(row)
    run = row.run
    if run is not None and run.status == MatchingRun.Status.QUEUED:
        run.ask_to_stop()
    if run is not None and not run.is_finished:
        raise Refusal(_("This scenario is being computed: wait for it, or stop it first."))
    audit.record("scenario.deleted", by=by, on=row.programme, name=row.name)
    row.delete()
    if run is not None:
        run.delete()


def to_ask(row: Scenario) -> list[tuple[Enrolment, int]]:
    """Mentors who do not offer the places that a scenario gives them, with those it gives."""
    wanted = {int(pk): total for pk, total in row.rules.get("places", {}).items()}
    mentors = Enrolment.objects.filter(programme=row.programme_id, pk__in=wanted)
    found = mentors.accepted().select_related("person").by_name()
    return [(one, wanted[one.pk]) for one in found if one.capacity < wanted[one.pk]]


def _locked(row: Scenario) -> Scenario:
    """The scenario, read anew and locked; refuses while it is under way."""
    row = _held(row)
    if row.programme.status == Programme.Status.CLOSED:
        raise Refusal(_("“%(name)s” is closed.") % {"name": row.programme})
    if row.is_under_way:
        raise Refusal(_("This scenario is being computed: wait for it, or stop it first."))
    return row


def _held(row: Scenario) -> Scenario:
    """The scenario, locked first and read after: what is joined to it is not older than the lock.

    Whoever waited for the lock would otherwise read the run from before.
    """
    Scenario.objects.select_for_update().get(pk=row.pk)
    return Scenario.objects.select_related("programme", "run__programme", "heard").get(pk=row.pk)


def _free_name(programme: Programme, name: str) -> str:
    name = name.strip()
    if not name or len(name) > 80:
        raise Refusal(_("Give the scenario a name of up to 80 characters."), field="name")
    if Scenario.objects.filter(programme=programme, name=name).exists():
        raise _name_taken()
    return name


def _name_taken() -> Refusal:
    return Refusal(_("Another scenario of this programme has this name."), field="name")


def _save(row: Scenario, by: Person, what: str) -> None:
    try:
        with transaction.atomic():
            row.save(update_fields=["name", "rules"])
    except IntegrityError as error:
        # Another scenario took the name since it was looked at.
        raise _name_taken() from error
    audit.record("scenario.changed", by=by, on=row.programme, name=row.name, fields=[what])
