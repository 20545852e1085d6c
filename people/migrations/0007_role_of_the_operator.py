from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_records_in_full")]

    operations = [
        migrations.AlterField(
            "person",
            "role",
            models.CharField(
                choices=[("hr", "HR admin"), ("member", "employee"), ("operator", "operator")],
                default="member",
                max_length=10,
            ),
        ),
    ]
