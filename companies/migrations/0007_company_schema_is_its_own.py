import django.core.validators
from django.db import migrations, models

import companies.models


class Migration(migrations.Migration):

    dependencies = [
        ('companies', '0005_operator_archives_and_deletion'),
    ]

    operations = [
        migrations.AlterField(
            model_name='company',
            name='schema_name',
            field=models.CharField(max_length=63, unique=True, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9_]{2,40}\\Z'), companies.models.not_reserved]),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.CheckConstraint(condition=models.Q(('schema_name__regex', '^(public|information_schema|pg_.*|spare_.*)$'), _negated=True), name='company_schema_is_its_own'),
        ),
    ]
