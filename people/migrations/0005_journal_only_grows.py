"""From here on the database itself refuses to change or to delete an entry of the journal."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# The function lives in the schema of the company, like the table: nothing names a schema here.
GUARD = """
CREATE FUNCTION people_journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  RAISE EXCEPTION 'the journal only grows: % refused', TG_OP USING ERRCODE = '23001';
END
$guard$;
CREATE TRIGGER people_journal_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE
  ON people_auditentry FOR EACH STATEMENT EXECUTE FUNCTION people_journal_only_grows();
"""
NO_GUARD = """
DROP TRIGGER people_journal_only_grows ON people_auditentry;
DROP FUNCTION people_journal_only_grows();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_journal_chained")]

    operations = [
        migrations.RemoveField("auditentry", "actor"),
        migrations.RenameField("auditentry", "doer", "actor"),
        migrations.AlterField(
            "auditentry",
            "actor",
            models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                to_field="public_id",
            ),
        ),
        migrations.AlterField(
            "auditentry", "number", models.PositiveBigIntegerField(unique=True)
        ),
        migrations.AlterField(
            "auditentry", "request", models.CharField(blank=True, max_length=32)
        ),
        migrations.AlterField("auditentry", "previous", models.CharField(max_length=64)),
        migrations.AlterField("auditentry", "digest", models.CharField(max_length=64)),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
