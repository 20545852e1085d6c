"""Objectives have a floor of their own: no table changes (see ``objectives`` 0001)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programmes", "0010_canvas_says_needs_and_surveys")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("EvaluationPlan"),
                migrations.DeleteModel("ObjectiveReview"),
                migrations.DeleteModel("Indicator"),
                migrations.DeleteModel("Objective"),
                migrations.DeleteModel("Orientation"),
            ],
        ),
    ]
