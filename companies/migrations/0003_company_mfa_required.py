from django.db import migrations, models

import companies.models


class Migration(migrations.Migration):

    dependencies = [
        ('companies', '0002_blueprint_and_spare_schemas'),
    ]

    operations = [
        migrations.AddField(
            model_name='company',
            name='mfa_required',
            field=models.BooleanField(default=companies.models.asks_for_second_factor),
        ),
    ]
