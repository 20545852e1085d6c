"""Says in words which rule forbids a pair."""

from django.utils.translation import gettext as _

from matching.models import Criterion


def obstacle(code: str, mentee: object, mentor: object) -> str:
    """The sentence of one rule of the engine (or state of an enrolment) that forbids a pair."""
    names = {"mentee": mentee, "mentor": mentor}
    if code.startswith("must_"):
        kind = code.removeprefix("must_")
        label = Criterion.Kind(kind).label if kind in Criterion.Kind else kind
        return _("The must-have “%(criterion)s” is not met.") % {"criterion": label}
    sentences = {
        "same_person": _("%(mentee)s and %(mentor)s are the same person."),
        "line": _("%(mentor)s and %(mentee)s are in the same management line."),
        # The same words for a refusal of HR and for two people whom one of them keeps apart.
        "blocked": _("This pair cannot be made: it was refused in a review, or set aside."),
        "language": _("%(mentee)s and %(mentor)s share no language."),
        "minimum": _("Their score is below the lowest score of a pair."),
        "no_place": _("%(mentor)s has no place left: they are all taken by pairs under way."),
        "locked": _("%(mentee)s or the places of %(mentor)s are locked for another pair."),
        "accompanied": _("%(mentee)s already has a mentor in this programme."),
        "mentee_absent": _("%(mentee)s does not take part any more."),
        "mentor_absent": _("%(mentor)s does not take part any more."),
        "mentee_held": _("%(mentee)s is held on the waitlist."),
        "mentor_held": _("%(mentor)s is held on the waitlist."),
        "mentee_untrained": _("%(mentee)s is not trained yet, which comes before the matching."),
        "mentor_untrained": _("%(mentor)s is not trained yet, which comes before the matching."),
        "mentor_unqualified": _("%(mentor)s is not qualified as mentor yet."),
    }
    return sentences.get(code, _("A rule of this programme forbids this pair.")) % names
