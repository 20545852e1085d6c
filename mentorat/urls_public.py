"""Addresses of the public site: what Mentorat is, the way to one's company or to a new one."""

from django.urls import path

from mentorat import views
from people.views import sign_up

handler403 = "mentorat.views.forbidden"
handler404 = "mentorat.views.not_found"
handler500 = "mentorat.views.broken"

urlpatterns = [
    path("", views.public_home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("preferences", views.preferences, name="preferences"),
    path("start", sign_up.begin, name="sign_up"),
    path("start/address", sign_up.address, name="sign_up_address"),
    path("start/<uuid:public_id>", sign_up.state, name="sign_up_state"),
    path("terms", views.terms, name="terms"),
]
