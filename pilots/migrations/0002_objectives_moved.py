"""Objectives have a floor of their own; the key points at the same table."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pilots", "0001_initial"),
        ("objectives", "0001_objectives_move_in"),
    ]
    run_before = [("programmes", "0011_objectives_move_out")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="proposal",
                    name="objective",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="pilot_proposals",
                        to="objectives.objective",
                    ),
                ),
            ],
        ),
    ]
