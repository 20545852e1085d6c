from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pairings', '0004_shared_assessments'),
    ]

    operations = [
        migrations.AddField(
            model_name='pairing',
            name='changed',
            field=models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list),
        ),
    ]
