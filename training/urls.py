"""Addresses of the training."""

from django.urls import path

from training.views import design, lesson, own, people, workshop

app_name = "training"

_TRAINING = "programmes/<uuid:public_id>/training"
_MODULE = f"{_TRAINING}/modules/<uuid:module_id>"

urlpatterns = [
    path(f"{_TRAINING}/", design.board, name="board"),
    path(f"{_TRAINING}/panel", own.panel, name="panel"),
    path(f"{_TRAINING}/rules", design.rules, name="rules"),
    path(f"{_TRAINING}/start", design.start, name="start"),
    path(f"{_TRAINING}/publish", design.publish, name="publish"),
    path(f"{_TRAINING}/trainers", design.trainers, name="trainers"),
    path(f"{_TRAINING}/modules/new", lesson.module, name="module_new"),
    path(_MODULE, lesson.module, name="module"),
    path(f"{_MODULE}/act", design.act, name="act"),
    path(f"{_MODULE}/files", lesson.attach, name="attach"),
    path(f"{_MODULE}/questions/new", lesson.question, name="question_new"),
    path(f"{_MODULE}/questions/<uuid:question_id>", lesson.question, name="question"),
    path(f"{_MODULE}/dates/new", workshop.date, name="date_new"),
    path(f"{_MODULE}/dates/<uuid:date_id>", workshop.date, name="date"),
    path("training/dates/<uuid:public_id>/presence", workshop.presence, name="presence"),
    path("training/dates/<uuid:public_id>/seat", workshop.seat, name="seat"),
    path("training/dates/<uuid:public_id>/calendar.ics", workshop.calendar, name="calendar"),
    path("training/files/<uuid:public_id>", own.file, name="file"),
    path("training/files/<uuid:public_id>/remove", lesson.detach, name="detach"),
    path(f"{_TRAINING}/people", people.index, name="people"),
    path(f"{_TRAINING}/people/remind", people.remind, name="remind"),
    path("enrolments/<uuid:public_id>/exemption", people.exempt, name="exempt"),
    path(f"{_TRAINING}/mine", own.index, name="own"),
    path(f"{_TRAINING}/mine/<uuid:module_id>", own.lesson, name="lesson"),
]
