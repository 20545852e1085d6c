"""Letters that left before their words were erased on sending lose them now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0009_identity_erased")]

    operations = [
        migrations.RunSQL(
            "UPDATE people_mail SET context = '{}'::jsonb"
            " WHERE status NOT IN ('queued', 'sending') AND context <> '{}'::jsonb",
            migrations.RunSQL.noop,
        )
    ]
