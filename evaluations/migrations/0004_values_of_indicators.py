"""Measured values belong to an indicator, no longer to an objective with a single one."""

import django.db.models.deletion
from django.db import migrations, models

COPY = """
UPDATE evaluations_indicatorvalue AS measured SET indicator_id = one.id
FROM programmes_indicator AS one WHERE one.objective_id = measured.objective_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0003_answers_wait_sealed"),
        ("programmes", "0002_objectives_with_indicators"),
    ]

    operations = [
        migrations.AddField(
            model_name="indicatorvalue",
            name="indicator",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="values",
                to="programmes.indicator",
            ),
        ),
        migrations.RunSQL(
            [COPY, "SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"],
            migrations.RunSQL.noop,
        ),
        migrations.RemoveConstraint(
            model_name="indicatorvalue", name="indicator_value_once_a_day"
        ),
        migrations.RemoveField(model_name="indicatorvalue", name="objective"),
        migrations.AlterField(
            model_name="indicatorvalue",
            name="indicator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="values",
                to="programmes.indicator",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicatorvalue",
            constraint=models.UniqueConstraint(
                fields=("indicator", "measured_on"), name="indicator_value_once_a_day"
            ),
        ),
    ]
