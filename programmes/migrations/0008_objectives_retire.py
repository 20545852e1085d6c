"""An objective of a launched programme is retired with a reason, never deleted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programmes", "0007_joining_while_it_runs")]

    operations = [
        migrations.AddField(
            model_name="objective",
            name="retired_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="objectivereview",
            name="standing",
            field=models.CharField(
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
    ]
