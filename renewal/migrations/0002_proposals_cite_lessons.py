"""Proposals of before cite their lessons by public id, in place of copied sentences."""

from typing import Any

from django.db import migrations


def cite(apps: Any, schema_editor: Any) -> None:
    """Put the public id of each lesson where its sentence was; a lesson that is gone is gone."""
    lessons = apps.get_model("renewal", "Lesson").objects
    for row in apps.get_model("renewal", "Proposal").objects.exclude(lessons=[]).order_by("pk"):
        known = lessons.filter(
            retrospective__programme=row.renewal.predecessor_id, sentence__in=row.lessons
        )
        row.lessons = [str(code) for code in known.values_list("public_id", flat=True)]
        row.save(update_fields=["lessons"])


class Migration(migrations.Migration):
    dependencies = [("renewal", "0001_initial")]

    operations = [migrations.RunPython(cite, migrations.RunPython.noop, elidable=True)]
