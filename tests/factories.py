"""One factory per model, no surprise inside."""

import datetime as dt

import factory
from django.db import connection
from django.utils import timezone

from communication.models import Announcement, Event, LandingPage
from competencies.models import Catalogue, Framework, Need
from matching.models import Criterion, MatchingRun
from objectives.models import Indicator, Objective
from pairings.models import MentoringSession, Pairing
from people.models import Person
from programmes.models import Enrolment, Programme, Responsibility
from training.models import Module, Question, Workshop

TODAY = timezone.localdate


def forget_catalogue() -> None:
    """Take away needs and frameworks that were loaded, after a test that committed."""
    for model in (Framework, Need, Catalogue):
        model.objects.all().delete()


def forget_journal() -> None:
    """Empty the journal after a test that commits; the database only lets its owner do so."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_auditentry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM people_auditentry")
        cursor.execute("ALTER TABLE people_auditentry ENABLE TRIGGER USER")


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    email = factory.Sequence(lambda n: f"person{n}@aubepine.example")
    given_name = "Dominique"
    family_name = factory.Sequence(lambda n: f"Martin{n}")
    language = "fr"
    password = "!unusable"
    joined_at = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


class ProgrammeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Programme

    name = factory.Sequence(lambda n: f"Relève {n}")
    purpose = "Préparer la relève."
    mentor_profile = "Qui écoute."
    preparation = "Une demi-journée."
    confidentiality = "Ce qui se dit reste entre les deux."
    status = Programme.Status.OPEN
    enrol_until = factory.LazyFunction(lambda: TODAY() + dt.timedelta(days=10))
    starts_on = factory.LazyFunction(lambda: TODAY() + dt.timedelta(days=20))
    ends_on = factory.LazyFunction(lambda: TODAY() + dt.timedelta(days=300))


class ObjectiveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Objective
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)
    kind = Objective.Kind.RETENTION
    statement = "Garder les personnes nouvellement promues."
    indicator = factory.RelatedFactory("tests.factories.IndicatorFactory", "objective")


class IndicatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Indicator

    objective = factory.SubFactory(ObjectiveFactory, indicator=None)
    name = "Taux de maintien à 12 mois"
    unit = "%"
    baseline = 81
    baseline_on = factory.LazyFunction(TODAY)
    target = 90
    due_on = factory.LazyFunction(lambda: TODAY() + dt.timedelta(days=365))


class ResponsibilityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Responsibility

    programme = factory.SubFactory(ProgrammeFactory)
    person = factory.SubFactory(PersonFactory)
    role = Responsibility.Role.DIRECTOR


class EnrolmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enrolment

    programme = factory.SubFactory(ProgrammeFactory)
    person = factory.SubFactory(PersonFactory)
    role = Enrolment.Role.MENTEE
    status = Enrolment.Status.ACCEPTED
    answered_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class PairingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Pairing

    programme = factory.SubFactory(ProgrammeFactory)
    mentor = factory.SubFactory(
        EnrolmentFactory, programme=factory.SelfAttribute("..programme"), role="mentor"
    )
    mentee = factory.SubFactory(
        EnrolmentFactory, programme=factory.SelfAttribute("..programme"), role="mentee"
    )
    started_on = factory.LazyFunction(lambda: TODAY() - dt.timedelta(days=30))


class MentoringSessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MentoringSession

    pairing = factory.SubFactory(PairingFactory)
    held_on = factory.LazyFunction(lambda: TODAY() - dt.timedelta(days=5))
    minutes = 60
    format = MentoringSession.Format.VIDEO
    progress = 3


class CriterionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Criterion

    programme = factory.SubFactory(ProgrammeFactory)
    kind = Criterion.Kind.NEEDS
    weight = 50


class MatchingRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MatchingRun

    programme = factory.SubFactory(ProgrammeFactory)


class AnnouncementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Announcement

    programme = factory.SubFactory(ProgrammeFactory)
    kind = Announcement.Kind.TEASER
    audience = Announcement.Audience.EVERYBODY
    subject_fr = "Bientôt : {programme}"
    body_fr = "**{given_name}**, voyez {link}"
    subject_en = "Soon: {programme}"
    body_en = "**{given_name}**, see {link}"


class LandingPageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LandingPage

    programme = factory.SubFactory(ProgrammeFactory)
    about_fr = "Pour **progresser**."
    about_en = "To **grow**."
    published_at = factory.LazyFunction(timezone.now)


class EventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Event

    programme = factory.SubFactory(ProgrammeFactory)
    kind = Event.Kind.WORKSHOP
    title_fr = "Atelier découverte"
    title_en = "Discovery workshop"
    starts_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=5))
    ends_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=5, hours=2))
    place = "Salle Loire"
    seats = 2


class ModuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Module

    programme = factory.SubFactory(ProgrammeFactory)
    title_fr = factory.Sequence(lambda n: f"Écouter {n}")
    title_en = factory.Sequence(lambda n: f"Listening {n}")
    body_fr = "Écouter, puis *attendre*."
    body_en = "Listen, then *wait*."
    published_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Question

    module = factory.SubFactory(ModuleFactory)
    prompt_fr = "Que faire d'un silence ?"
    prompt_en = "What to do with a silence?"
    choices = factory.LazyFunction(
        lambda: [
            {"fr": "Attendre", "en": "Wait", "right": True, "why_fr": "Oui.", "why_en": "Yes."},
            {"fr": "Parler", "en": "Talk", "right": False, "why_fr": "Non.", "why_en": "No."},
        ]
    )


class WorkshopFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Workshop

    module = factory.SubFactory(ModuleFactory, kind="workshop")
    starts_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=7))
    ends_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=7, hours=2))
    place = "Lyon, salle 3"
    seats = 2
