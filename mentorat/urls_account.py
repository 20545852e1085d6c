"""The allauth pages that exist: no sign-up, accounts are opened by invitation."""

from allauth.account import views
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path
from django.views.generic import RedirectView

from people.views import security

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("login/code/", views.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", views.confirm_login_code, name="account_confirm_login_code"),
    path("login/factor/", factor.authenticate, name="mfa_authenticate"),
    path("login/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("reauthenticate/factor/", factor.reauthenticate, name="mfa_reauthenticate"),
    path(
        "reauthenticate/passkey/",
        passkeys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    # A regular expression, because the key holds hyphens itself.
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("security/", security.overview, name="mfa_index"),
    path("security/sessions/", security.sessions, name="usersessions_list"),
    path("security/application/", totp.activate_totp, name="mfa_activate_totp"),
    path("security/application/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("security/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("security/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(
        "security/codes/download/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path(
        "security/passkeys/",
        RedirectView.as_view(pattern_name="mfa_index"),
        name="mfa_list_webauthn",
    ),
    path("security/passkeys/new/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("security/passkeys/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path(
        "security/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"
    ),
]
