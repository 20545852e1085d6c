"""Asks what it would take to match everybody, and tries the answer as a scenario."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from companies.errors import Refusal
from companies.models import StoppedError
from lab import wording
from lab.actions import scenario as scenarios
from lab.models import Prescription, Scenario
from matching.actions import computation, inputs
from matching.actions import run as runs
from matching.engine import EngineError
from matching.engine import doctor as engine
from matching.models import MatchingRun
from people import audit
from people.models import Person
from programmes import formats
from programmes.models import Programme

KEPT = 20
"""Prescriptions kept per programme; older ones go when a new one is asked."""


@transaction.atomic
def ask(
    programme: Programme, *, run: MatchingRun | None, scenario: Scenario | None, by: Person
) -> Prescription:
    """Queue the question what would match everybody; enqueue ``lab.prescribe`` for it.

    About a scenario, or a proposal with what HR decided on it so far. Refuses a programme that is
    closed.
    """
    if programme.status == Programme.Status.CLOSED:
        raise Refusal(_("“%(name)s” is closed.") % {"name": programme})
    rules = scenario.rules if scenario else runs.rules_now(run) if run else {}
    if not rules:
        raise Refusal(_("Ask about a proposal or a scenario."))
    old = Prescription.objects.filter(programme=programme).order_by("-pk")[KEPT - 1 :]
    Prescription.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    row = Prescription.objects.create(
        programme=programme, run=run, scenario=scenario, asked_by=by, rules=rules
    )
    audit.record("doctor.asked", by=by, on=programme)
    return row


def perform(row: Prescription) -> None:
    """Compute the prescription; does nothing when it is finished or somebody else has it.

    Ends ``done``, or ``failed`` with a code (``cancelled`` when it was stopped). Anything
    unforeseen marks it failed and is raised.
    """
    if not row.claim():
        return
    report = computation.reporter(row)
    try:
        report("reading", 0, 1)
        given = inputs.gather(row.programme, row.rules)
        report("search", 0, 1)
        totals = _totals(row, given)
        most = formats.FORMATS[row.programme.format].most
        found = engine.prescribe(
            given.problem, most_extra=max(0, most - max(totals.values(), default=most))
        )
        report("saving", 0, 1)
        Prescription.objects.filter(pk=row.pk).update(result=_result(given, found, totals))
        row.finish()
    except EngineError as error:
        row.fail(error.code)
    except StoppedError:
        row.fail(row.CANCELLED)
    except Exception:
        row.fail("unexpected")
        raise


@transaction.atomic
def attempt(row: Prescription, *, number: int | None, by: Person) -> tuple[Scenario, MatchingRun]:
    """Make a scenario of one change (by its number) or of all, and queue its computation.

    Refuses when there is no such change, and as making and computing a scenario does.
    """
    changes = row.result.get("changes", [])
    chosen = changes if number is None else changes[number : number + 1]
    if not chosen or (number is not None and number < 0):
        raise Refusal(_("This prescription holds no such change."))
    # Names stay in the journal and outlive an erasure: this one is nobody's.
    name = wording.trial(chosen[0]) if len(chosen) == 1 else _("Everybody matched")
    made = scenarios.create(
        row.programme,
        name=scenarios.free_name(row.programme, name),
        by=by,
        source=row.scenario,
        run=row.run,
        rules=changed(row.rules, chosen),
    )
    return made, scenarios.compute(made, by=by)


def changed(rules: dict[str, Any], changes: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Rules with changes of a prescription tried on them."""
    places, exceptions = dict(rules.get("places", {})), list(rules.get("exceptions", []))
    for one in changes:
        if one["kind"] == "place":
            places[str(one["person"])] = one["total"]
        elif [one["person"], one["rule"]] not in exceptions:
            exceptions.append([one["person"], one["rule"]])
    return rules | {"places": places, "exceptions": exceptions}


@transaction.atomic
def cancel(row: Prescription) -> None:
    """Stop a search under way; nothing happens when it has ended."""
    if not row.is_finished:
        row.ask_to_stop()


def _totals(row: Prescription, given: inputs.Inputs) -> dict[str, int]:
    """Places in all by mentor: those offered, or those that the rules try already."""
    tried = row.rules.get("places", {})
    return {
        name: max(one.capacity, tried.get(str(one.pk), 0)) for name, one in given.mentors.items()
    }


def _result(
    given: inputs.Inputs, found: engine.Prescription, totals: dict[str, int]
) -> dict[str, Any]:
    changes: list[dict[str, Any]] = []
    for one in found.changes:
        if isinstance(one, engine.ExtraPlace):
            mentor = given.mentors[one.mentor].pk
            total = totals[one.mentor] + one.places
            change = {"kind": "place", "person": mentor, "more": one.places, "total": total}
        else:
            mentee, mentor = given.mentees[one.mentee].pk, given.mentors[one.mentor].pk
            change = {"kind": "rule", "person": mentee, "rule": one.rule, "mentor": mentor}
        changes.append(change)
    return {
        "changes": changes,
        "count": found.count,
        "mentees": found.mentees,
        "before": found.matched_before,
        "after": found.matched_after,
        "impossible": {
            str(given.mentees[one.mentee].pk): computation.told(one.counts)
            for one in found.impossible
        },
        "left": [given.mentees[name].pk for name in found.left],
        "is_proven": found.is_proven,
    }
