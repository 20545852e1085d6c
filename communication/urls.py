"""Addresses of communication."""

from django.urls import path

from communication.views import campaign, event, landing, subscription

app_name = "communication"
_OF = "programmes/<uuid:public_id>/communication/"
urlpatterns = [
    path(_OF, campaign.calendar, name="calendar"),
    path(f"{_OF}start", campaign.start, name="start"),
    path(f"{_OF}new", campaign.new, name="new"),
    path(f"{_OF}page", landing.edit, name="page_edit"),
    path(f"{_OF}wishes", landing.wishes, name="wishes"),
    path(f"{_OF}events/new", event.new, name="event_new"),
    path("announcements/<uuid:public_id>/", campaign.message, name="message"),
    path("announcements/<uuid:public_id>/edit", campaign.edit, name="edit"),
    path("announcements/<uuid:public_id>/schedule", campaign.schedule, name="schedule"),
    path("announcements/<uuid:public_id>/steer", campaign.steer, name="steer"),
    path("announcements/mine", subscription.preference, name="preference"),
    path("announcements/stop/<str:token>", subscription.stop_by_link, name="stop_by_link"),
    path("about/<uuid:public_id>/", landing.presentation, name="page"),
    path("events/<uuid:public_id>/", event.detail, name="event"),
    path("events/<uuid:public_id>/edit", event.edit, name="event_edit"),
    path("events/<uuid:public_id>/cancel", event.cancel, name="event_cancel"),
    path("events/<uuid:public_id>/attendance", event.attendance, name="attendance"),
]
