"""Objectives get a floor of their own: their tables stay as they are, only their home changes."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MODELS = "('evaluationplan', 'indicator', 'objective', 'objectivereview', 'orientation')"
# Their content types, and the permissions that hang on them, move along; a new company has none.
MOVE = "UPDATE django_content_type SET app_label = '%s' WHERE app_label = '%s' AND model IN "


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("programmes", "0009_self_mode"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    run_before = [("programmes", "0011_objectives_move_out")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Orientation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                        ),
                        ("name", models.CharField(max_length=160, unique=True)),
                    ],
                    options={
                        "db_table": "programmes_orientation",
                    },
                ),
                migrations.CreateModel(
                    name="EvaluationPlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "outcomes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("retention", "people who stay"),
                                        ("promotion", "promotions"),
                                        ("mobility", "internal mobility"),
                                        ("engagement", "engagement score"),
                                        ("performance", "performance band"),
                                    ],
                                    max_length=12,
                                ),
                                blank=True,
                                default=list,
                            ),
                        ),
                        (
                            "comparison",
                            models.CharField(
                                choices=[
                                    ("none", "no comparison: figures of participants alone"),
                                    ("waitlist", "people on the waiting list"),
                                    (
                                        "colleagues",
                                        "comparable colleagues (level, function, site, seniority)",
                                    ),
                                ],
                                default="none",
                                max_length=10,
                            ),
                        ),
                        ("horizon_months", models.PositiveSmallIntegerField(default=12)),
                        ("frozen_at", models.DateTimeField(blank=True, null=True)),
                        ("frozen", models.JSONField(blank=True, default=dict)),
                        ("digest", models.CharField(blank=True, max_length=64)),
                        (
                            "programme",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="plan",
                                to="programmes.programme",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "programmes_evaluationplan",
                    },
                ),
                migrations.CreateModel(
                    name="Objective",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("skills", "technical skills"),
                                    ("leadership", "leadership"),
                                    ("communication", "internal communication"),
                                    ("productivity", "productivity"),
                                    ("retention", "retention"),
                                    ("other", "other"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("statement", models.CharField(max_length=300)),
                        ("retired_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="objectives",
                                to="programmes.programme",
                            ),
                        ),
                        (
                            "orientation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objectives",
                                to="objectives.orientation",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "programmes_objective",
                    },
                ),
                migrations.CreateModel(
                    name="Indicator",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                        ),
                        ("name", models.CharField(max_length=160)),
                        ("unit", models.CharField(blank=True, max_length=20)),
                        (
                            "baseline",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=12, null=True
                            ),
                        ),
                        ("baseline_on", models.DateField(blank=True, null=True)),
                        (
                            "target",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=12, null=True
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True)),
                        (
                            "source",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("hr_figures", "HR figures"),
                                    ("survey", "internal survey"),
                                    ("finance", "finance"),
                                    ("estimate", "estimate"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="indicators",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "objective",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="indicators",
                                to="objectives.objective",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "programmes_indicator",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("baseline", models.F("target")), _negated=True),
                                name="indicator_target_differs_from_baseline",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ObjectiveReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("due_on", models.DateField()),
                        ("held_on", models.DateField(blank=True, null=True)),
                        (
                            "standing",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("on_track", "on track"),
                                    ("at_risk", "at risk"),
                                    ("changed", "changed"),
                                    ("retired", "retired"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("reason", models.TextField(blank=True, max_length=600)),
                        ("before", models.JSONField(blank=True, default=dict)),
                        (
                            "held_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "objective",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reviews",
                                to="objectives.objective",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "programmes_objectivereview",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("held_on__isnull", True), ("standing", "")),
                                    models.Q(
                                        ("held_on__isnull", False),
                                        models.Q(("standing", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="objective_review_held_with_a_finding",
                            )
                        ],
                    },
                ),
            ],
        ),
        migrations.RunSQL(
            [MOVE % ("objectives", "programmes") + MODELS],
            [MOVE % ("programmes", "objectives") + MODELS],
        ),
    ]
