"""Archives, deletion, the operator's company; every company gets a salt of its own."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

import companies.models

# Each row its own: a default would give all of them the same.
SALTS = """
UPDATE companies_company SET key_salt =
  replace(gen_random_uuid()::text, '-', '') || replace(gen_random_uuid()::text, '-', '')
"""


class Migration(migrations.Migration):
    dependencies = [("companies", "0004_sign_ups")]

    operations = [
        migrations.AddField(
            "company", "key_salt", models.CharField(default="", editable=False, max_length=64)
        ),
        migrations.RunSQL(SALTS, migrations.RunSQL.noop),
        migrations.AlterField(
            "company",
            "key_salt",
            models.CharField(
                default=companies.models.new_key_salt, editable=False, max_length=64
            ),
        ),
        migrations.AddField(
            "company", "is_operator", models.BooleanField(default=False, editable=False)
        ),
        migrations.AddField("company", "delete_on", models.DateField(blank=True, null=True)),
        migrations.AddConstraint(
            "company",
            models.CheckConstraint(
                condition=models.Q(("delete_on__isnull", True), ("status", "suspended"), _connector="OR"),
                name="company_waits_suspended_for_its_deletion",
            ),
        ),
        migrations.AddConstraint(
            "company",
            models.CheckConstraint(
                condition=models.Q(("is_operator", False), ("status", "active"), _connector="OR"),
                name="company_of_the_operator_stays_open",
            ),
        ),
        migrations.AddConstraint(
            "company",
            models.UniqueConstraint(
                condition=models.Q(("is_operator", True)),
                fields=("is_operator",),
                name="company_of_the_operator_is_one",
            ),
        ),
        migrations.CreateModel(
            name="RetiredAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("host", models.CharField(max_length=253, unique=True)),
                ("schema_name", models.CharField(max_length=63)),
                ("key_digest", models.CharField(max_length=64)),
                ("until", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="CompanyArchive",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("status", models.CharField(choices=[("queued", "waiting"), ("running", "in progress"), ("done", "done"), ("failed", "failed")], default="queued", max_length=10)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("step", models.CharField(blank=True, max_length=40)),
                ("steps_done", models.PositiveIntegerField(default=0)),
                ("steps_total", models.PositiveIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=60)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("requested_by", models.UUIDField(editable=False, null=True)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="archives", to="companies.company")),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="ArchivePart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                ("archive", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="companies.companyarchive")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("archive", "number"), name="archive_part_once")],
            },
        ),
    ]
