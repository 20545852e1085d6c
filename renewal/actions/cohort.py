"""What is known of the cohort that ends, as the plain values that proposals are made of."""

from django.utils import timezone

from evaluations import metrics, results
from evaluations.models import IndicatorValue
from matching.actions import criteria
from objectives.models import Indicator
from programmes import formats
from programmes.models import Programme
from renewal import proposals
from renewal.models import Lesson


def known(programme: Programme) -> proposals.Cohort:
    """Design, figures, measures, weights and lessons; figures that may not be shown stay hidden."""
    figures = results.figures(programme, timezone.localdate())
    kept, sessions, endings = figures.cadence_kept, figures.sessions_per_pairing, figures.endings
    early, causes = None, {}
    if isinstance(endings, metrics.Endings) and isinstance(endings.total, int):
        early = endings.total
        causes = {one.code: one.count for one in endings.causes if isinstance(one.count, int)}
    return proposals.Cohort(
        days=(programme.ends_on - programme.starts_on).days,
        cadence_days=programme.cadence_days,
        is_long=formats.FORMATS[programme.format].is_long,
        kept=kept.share if isinstance(kept, metrics.Proportion) else None,
        sessions=sessions.value if isinstance(sessions, metrics.Mean) else None,
        pairs=figures.pairings if isinstance(figures.pairings, int) else None,
        early=early,
        causes=causes,
        measures=measures(programme),
        weights={one.kind: one.weight for one in criteria.chosen(programme)},
        lessons=tuple(
            proposals.Lesson(str(code), cause, stage)
            for code, cause, stage in Lesson.objects.filter(retrospective__programme=programme)
            .order_by("written_at", "pk")
            .values_list("public_id", "cause", "stage")
        ),
    )


def measures(programme: Programme) -> tuple[proposals.Measure, ...]:
    """Each indicator that has a starting value and a target, with its last measured value."""
    last = {
        indicator: (on, value)
        for indicator, on, value in IndicatorValue.objects.filter(
            indicator__objective__programme=programme
        )
        .order_by("measured_on")
        .values_list("indicator_id", "measured_on", "value")
    }
    rows = Indicator.objects.filter(
        objective__programme=programme, objective__retired_at__isnull=True
    ).order_by("objective", "pk")
    found = []
    for one in rows:
        if one.baseline is None or one.target is None:
            continue
        on, value = last.get(one.pk, (None, None))
        found.append(
            proposals.Measure(
                code=str(one.public_id),
                unit=one.unit,
                baseline=one.baseline,
                baseline_on=one.baseline_on,
                target=one.target,
                latest=value,
                latest_on=on,
            )
        )
    return tuple(found)
