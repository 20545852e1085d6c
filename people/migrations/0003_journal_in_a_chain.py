"""Room for the chain of the journal and for actors named by value."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_roomier_persons_and_refused_lines")]

    operations = [
        migrations.AddField("auditentry", "number", models.PositiveBigIntegerField(null=True)),
        migrations.AddField(
            "auditentry", "request", models.CharField(blank=True, default="", max_length=32)
        ),
        migrations.AddField(
            "auditentry", "previous", models.CharField(default="", max_length=64)
        ),
        migrations.AddField("auditentry", "digest", models.CharField(default="", max_length=64)),
        migrations.AddField("auditentry", "doer", models.UUIDField(null=True)),
    ]
