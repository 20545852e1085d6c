"""Mentees may ask the mentor themselves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programmes", "0008_objectives_retire")]

    operations = [
        migrations.AlterField(
            model_name="programme",
            name="mode",
            field=models.CharField(
                choices=[
                    ("administrative", "HR decides on the proposed pairs"),
                    ("hybrid", "mentees rank, the solver settles"),
                    ("self", "mentees ask the mentor themselves"),
                ],
                default="hybrid",
                max_length=16,
            ),
        ),
    ]
