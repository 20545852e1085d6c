"""Indicators have a floor of their own; the key points at the same table."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0004_values_of_indicators"),
        ("objectives", "0001_objectives_move_in"),
    ]
    run_before = [("programmes", "0011_objectives_move_out")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="indicatorvalue",
                    name="indicator",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="objectives.indicator",
                    ),
                ),
            ],
        ),
    ]
