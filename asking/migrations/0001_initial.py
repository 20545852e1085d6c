"""Requests of mentees, choices, pauses of mentors, terms."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('programmes', '0008_objectives_retire'),
    ]

    operations = [
        migrations.CreateModel(
            name='MentorRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('needs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list)),
                ('needs_version', models.PositiveIntegerField(default=1)),
                ('status', models.CharField(choices=[('open', 'waits for an answer'), ('accepted', 'a mentor said yes'), ('over', 'nobody on the list could say yes'), ('withdrawn', 'taken back'), ('closed', 'closed')], default='open', max_length=10)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('mentee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests_made', to='programmes.enrolment')),
            ],
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('place', models.PositiveSmallIntegerField()),
                ('status', models.CharField(choices=[('next', 'not asked yet'), ('asked', 'asked'), ('accepted', 'said yes'), ('declined', 'said no this time'), ('expired', 'no answer in time'), ('unavailable', 'had no place any more'), ('dropped', 'not needed any more')], default='next', max_length=12)),
                ('points', models.PositiveIntegerField(default=0)),
                ('reasons', models.JSONField(default=list)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('answer_by', models.DateField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('decline_reason', models.CharField(blank=True, choices=[('no_time', 'I have no time for it at the moment'), ('not_my_field', 'somebody else can help better with these needs'), ('too_close', 'we work too closely together'), ('already_engaged', 'I accompany enough people as it is'), ('unsaid', 'I prefer not to say')], default='', max_length=16)),
                ('mentor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests_received', to='programmes.enrolment')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='choices', to='asking.mentorrequest')),
            ],
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('enrolment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='pause', to='programmes.enrolment')),
            ],
        ),
        migrations.CreateModel(
            name='Terms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.PositiveSmallIntegerField(default=7)),
                ('programme', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='asking_terms', to='programmes.programme')),
            ],
        ),
        migrations.AddConstraint(
            model_name='mentorrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('mentee',), name='request_one_open_per_mentee'),
        ),
        migrations.AddConstraint(
            model_name='mentorrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('status', 'open')), models.Q(models.Q(('status', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='request_closed_at_goes_with_its_end'),
        ),
        migrations.AddConstraint(
            model_name='choice',
            constraint=models.UniqueConstraint(fields=('request', 'mentor'), name='choice_once_per_mentor'),
        ),
        migrations.AddConstraint(
            model_name='choice',
            constraint=models.UniqueConstraint(fields=('request', 'place'), name='choice_once_per_place'),
        ),
        migrations.AddConstraint(
            model_name='choice',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'asked')), fields=('request',), name='choice_one_asked_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='choice',
            constraint=models.CheckConstraint(condition=models.Q(('place__gte', 1), ('place__lte', 3)), name='choice_place_1_to_3'),
        ),
        migrations.AddConstraint(
            model_name='choice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer_by__isnull', True), ('asked_at__isnull', True)), models.Q(('answer_by__isnull', False), ('asked_at__isnull', False)), _connector='OR'), name='choice_asked_with_a_last_day'),
        ),
        migrations.AddConstraint(
            model_name='choice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('asked', 'accepted', 'declined', 'expired')), _negated=True), ('asked_at__isnull', False), _connector='OR'), name='choice_answered_only_when_asked'),
        ),
        migrations.AddConstraint(
            model_name='choice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('status__in', ('accepted', 'declined'))), models.Q(models.Q(('status__in', ('accepted', 'declined')), _negated=True), ('answered_at__isnull', True)), _connector='OR'), name='choice_answered_at_goes_with_answer'),
        ),
        migrations.AddConstraint(
            model_name='choice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'declined'), models.Q(('decline_reason', ''), _negated=True)), models.Q(models.Q(('status', 'declined'), _negated=True), ('decline_reason', '')), _connector='OR'), name='choice_reason_goes_with_a_no'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='pause_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.CheckConstraint(condition=models.Q(('days__gte', 3), ('days__lte', 21)), name='terms_days_are_sane'),
        ),
    ]
