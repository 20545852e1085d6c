from django.db import migrations, models

import companies.models


class Migration(migrations.Migration):

    dependencies = [
        ('companies', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='company',
            name='mfa_required',
            field=models.BooleanField(default=companies.models.asks_for_second_factor),
        ),
    ]
