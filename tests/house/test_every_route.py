"""Every named route, looked at by everybody: a route that is not in this table fails the test."""

import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from companies import hosts, walls
from companies.models import Company
from mentorat import settings as source
from people.models import AuditEntry
from programmes.models import Programme
from tests.house import office as offices
from tests.house import town as towns
from tests.house.town import ACTORS, Town

# Answers to GET and to an empty POST, for each of ACTORS in their order:
# nobody, charlie, mentor, mentee, sponsor, stranger (directs another programme), director, hr.
# One number stands for all of them.
ROUTES = {
    "account_change_password": ("302", "302"),
    "account_inactive": ("200", "405"),
    "account_login": ("200 302 302 302 302 302 302 302", "200 302 302 302 302 302 302 302"),
    "account_logout": ("302 200 200 200 200 200 200 200", "302"),
    "account_reauthenticate": (
        "302",
        "302",
    ),
    "account_reset_password": ("200", "200"),
    "account_reset_password_done": ("200", "405"),
    "account_reset_password_from_key": ("302", "302"),
    "account_reset_password_from_key_done": ("200", "405"),
    "account_set_password": ("302 200 200 200 200 200 200 200", "302 200 200 200 200 200 200 200"),
    "asking:answer": ("302 405 405 405 405 405 405 405", "302 404 422 404 404 404 404 404"),
    "asking:ask": ("302 404 404 302 404 404 404 404", "302 404 404 302 404 404 404 404"),
    "asking:inbox": ("302 404 200 404 404 404 404 404", "302 405 405 405 405 405 405 405"),
    "asking:mentors": ("302 404 404 200 404 404 404 404", "302 405 405 405 405 405 405 405"),
    "asking:mine": ("302 404 404 200 404 404 404 404", "302 404 404 302 404 404 404 404"),
    "asking:overview": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "asking:panel": ("302 404 200 200 200 404 200 200", "302 405 405 405 405 405 405 405"),
    "asking:pause": ("302 405 405 405 405 405 405 405", "302 404 302 404 404 404 404 404"),
    "communication:attendance": (
        "302 404 404 404 404 404 200 200",
        "302 404 404 404 404 404 302 302",
    ),
    "communication:calendar": (
        "302 404 404 404 404 404 200 200",
        "302 405 405 405 405 405 405 405",
    ),
    "communication:edit": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "communication:event": ("302 200 200 200 200 200 200 200", "302"),
    "communication:event_cancel": (
        "302 404 404 404 404 404 200 200",
        "302 404 404 404 404 404 302 302",
    ),
    "communication:event_edit": (
        "302 404 404 404 404 404 200 200",
        "302 404 404 404 404 404 422 422",
    ),
    "communication:event_new": (
        "302 404 404 404 404 404 200 200",
        "302 404 404 404 404 404 422 422",
    ),
    "communication:message": ("302 404 404 404 404 404 200 200", "302 405 405 405 405 405 405 405"),
    "communication:new": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "communication:page": ("302 200 200 200 200 200 200 200", "302"),
    "communication:page_edit": (
        "302 404 404 404 404 404 200 200",
        "302 404 404 404 404 404 422 422",
    ),
    "communication:preference": ("302 200 200 200 200 200 200 200", "302"),
    "communication:schedule": (
        "302 404 404 404 404 404 200 200",
        "302 404 404 404 404 404 422 422",
    ),
    "communication:start": ("302 405 405 405 405 405 405 405", "302 404 404 404 404 404 302 302"),
    "communication:steer": ("302 405 405 405 405 405 405 405", "302 404 404 404 404 404 302 302"),
    "communication:stop_by_link": ("200", "200"),
    "communication:wishes": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 302 302"),
    "competencies:assess": ("302 200 200 200 200 200 200 200", "302 422 422 422 422 422 422 422"),
    "competencies:assessment": (
        "302 404 404 200 404 404 404 404",
        "302 404 404 302 404 404 404 404",
    ),
    "competencies:assessments": (
        "302 200 200 200 200 200 200 200",
        "302 405 405 405 405 405 405 405",
    ),
    "competencies:competency": (
        "302 404 404 404 404 404 404 200",
        "302 404 404 404 404 404 404 422",
    ),
    "competencies:competency_add": (
        "302 404 404 404 404 404 404 200",
        "302 404 404 404 404 404 404 422",
    ),
    "competencies:export": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 405"),
    "competencies:framework": (
        "302 404 404 404 404 404 404 200",
        "302 404 404 404 404 404 404 302",
    ),
    "competencies:frameworks": (
        "302 404 404 404 404 404 404 200",
        "302 404 404 404 404 404 404 422",
    ),
    "competencies:import": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "competencies:names": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "competencies:need": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "competencies:need_add": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "competencies:needs": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 405"),
    "competencies:profile": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "competencies:profile_add": (
        "302 404 404 404 404 404 404 200",
        "302 404 404 404 404 404 404 422",
    ),
    "evaluations:answer": ("302 404 404 200 404 404 404 404", "302 404 404 422 404 404 404 404"),
    "evaluations:answer_by_link": ("200", "422"),
    "evaluations:download": ("302 404 404 404 200 404 200 200", "405"),
    "evaluations:indicator": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "evaluations:panel": ("302 404 404 404 200 404 200 200", "405"),
    "evaluations:report": ("302 404 404 404 200 404 200 200", "405"),
    "evaluations:report_shelf": ("302 404 404 404 200 404 200 200", "405"),
    "evaluations:request_report": ("405", "302 404 404 404 302 404 302 302"),
    "evaluations:results": ("302 404 404 404 200 404 200 200", "405"),
    "account_confirm_login_code": ("302", "302"),
    "account_request_login_code": (
        "200 302 302 302 302 302 302 302",
        "200 302 302 302 302 302 302 302",
    ),
    "mfa_activate_totp": ("302 200 200 200 200 200 200 200", "302 200 200 200 200 200 200 200"),
    "mfa_add_webauthn": ("302 200 200 200 200 200 200 200", "302 200 200 200 200 200 200 200"),
    "mfa_authenticate": ("302", "302"),
    "mfa_deactivate_totp": ("302 404 404 404 404 404 404 404", "302 404 404 404 404 404 404 404"),
    "mfa_download_recovery_codes": (
        "302 404 404 404 404 404 404 404",
        "302 404 404 404 404 404 404 404",
    ),
    "mfa_edit_webauthn": ("302 404 404 404 404 404 404 404", "302 404 404 404 404 404 404 404"),
    "mfa_generate_recovery_codes": (
        "302 200 200 200 200 200 200 200",
        "302 200 200 200 200 200 200 200",
    ),
    "mfa_index": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "mfa_list_webauthn": ("302", "302"),
    "mfa_login_webauthn": ("302", "302"),
    "mfa_reauthenticate": ("302", "302"),
    "mfa_reauthenticate_webauthn": (
        "302",
        "302",
    ),
    "mfa_remove_webauthn": ("302 404 404 404 404 404 404 404", "302 404 404 404 404 404 404 404"),
    "mfa_view_recovery_codes": (
        "302 404 404 404 404 404 404 404",
        "302 405 405 405 405 405 405 405",
    ),
    "people:reset_second_factor": (
        "302 404 404 404 404 404 404 200",
        "302 404 404 404 404 404 404 302",
    ),
    "people:logo": ("404", "405"),
    "people:style_sheet": ("404", "405"),
    "people:space": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "people:space_logo": ("405", "302 404 404 404 404 404 404 422"),
    "people:space_sample": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 405"),
    "people:security_rule": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 302"),
    "usersessions_list": ("302 200 200 200 200 200 200 200", "302"),
    "healthz": ("200", "405"),
    "home": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "introductions:answers": (
        "302 404 200 404 404 404 404 404",
        "302 404 200 404 404 404 404 404",
    ),
    "introductions:totals": ("302 404 404 404 404 404 200 200", "405"),
    "introductions:ask": (
        "302 404 404 404 404 404 404 404",
        "302 404 404 404 404 404 404 404",
    ),
    "introductions:calendar": ("302 404 200 200 404 404 404 404", "405"),
    "introductions:conversation": (
        "302 404 200 200 404 404 404 404",
        "302 404 422 422 404 404 404 404",
    ),
    "introductions:meetings": ("302 404 404 200 404 404 404 404", "405"),
    "introductions:panel": ("302 404 200 200 200 404 200 200", "405"),
    "introductions:conflicts": (
        "302 404 404 200 404 404 404 404",
        "302 404 404 422 404 404 404 404",
    ),
    "lab:answer": ("302 404 404 404 404 404 200 200", "405"),
    "lab:board": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "lab:cancel_prescription": ("405", "302 404 404 404 404 404 302 302"),
    "lab:compare": ("302 404 404 404 404 404 302 302", "405"),
    "lab:compute": ("405", "302 404 404 404 404 404 302 302"),
    "lab:delete": ("405", "302 404 404 404 404 404 302 302"),
    "lab:doctor": ("405", "302 404 404 404 404 404 302 302"),
    "lab:exceptions": ("405", "302 404 404 404 404 404 422 422"),
    "lab:learned": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "lab:places": ("405", "302 404 404 404 404 404 422 422"),
    "lab:prescription": ("302 404 404 404 404 404 200 200", "405"),
    "lab:publish": ("405", "302 404 404 404 404 404 302 302"),
    "lab:rematch": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "lab:rules": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "lab:scenario": ("302 404 404 404 404 404 200 200", "405"),
    "lab:stop": ("405", "302 404 404 404 404 404 302 302"),
    "lab:try": ("405", "302 404 404 404 404 404 302 302"),
    "lab:cancel_answer": ("405", "302 404 404 404 404 404 302 302"),
    "lab:force": ("405", "302 404 404 404 404 404 302 302"),
    "lab:waiting": ("302 404 404 404 404 404 200 200", "405"),
    "lab:why_not": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "matching:again": ("405", "302 404 404 404 404 404 302 302"),
    "matching:board": ("302 404 404 404 404 404 200 200", "405"),
    "matching:cancel": ("405", "302 404 404 404 404 404 302 302"),
    "matching:choose": ("302 404 404 200 404 404 404 404", "302 404 404 200 404 404 404 404"),
    "matching:criteria": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "matching:decide": ("405", "302 404 404 404 404 404 302 302"),
    "matching:panel": ("302 404 200 200 200 404 200 200", "405"),
    "matching:publish": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "matching:remind": ("405", "302 404 404 404 404 404 302 302"),
    "matching:request": ("405", "302 404 404 404 404 404 422 422"),
    "matching:run": ("302 404 404 404 404 404 200 200", "405"),
    "matching:swap": ("302 404 404 404 404 404 302 302", "302 404 404 404 404 404 302 302"),
    "matching:settle": ("405", "302 404 404 404 404 404 302 302"),
    "pairings:assessment": (
        "302 404 200 404 404 404 404 404",
        "302 404 302 302 404 404 404 404",
    ),
    "pairings:correct": ("302 404 200 302 404 404 404 404", "302 404 422 302 404 404 404 404"),
    "pairings:detail": ("302 404 200 200 404 404 404 404", "405"),
    "pairings:end": ("302 404 200 200 404 404 404 404", "302 404 422 422 404 404 404 404"),
    "pairings:list": ("302 200 200 200 200 200 200 200", "405"),
    "pairings:log": ("302 404 200 200 404 404 404 404", "302 404 422 422 404 404 404 404"),
    "pairings:overview": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "pairings:panel": ("302 404 404 404 404 404 302 302", "405"),
    "pilots:findings": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 404 302"),
    "pilots:forget": ("405", "302 404 404 404 404 404 404 302"),
    "pilots:list": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "pilots:panel": ("302 404 404 404 404 404 200 200", "405"),
    "pilots:sheet": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 302"),
    "pairings:undo": ("405", "302 404 302 302 404 404 404 404"),
    "people:accept_invitation": ("200", "422"),
    "people:add": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "people:attribute": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "people:attributes": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "people:chart": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 405"),
    "people:connection": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 405"),
    "people:connection_add": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "people:connection_edit": (
        "302 404 404 404 404 404 404 200",
        "302 404 404 404 404 404 404 422",
    ),
    "people:connection_offer": (
        "302 404 404 404 404 404 404 405",
        "302 404 404 404 404 404 404 302",
    ),
    "people:connection_remove": (
        "302 404 404 404 404 404 404 200",
        "302 404 404 404 404 404 404 302",
    ),
    "people:connection_test": (
        "302 404 404 404 404 404 404 405",
        "302 404 404 404 404 404 404 200",
    ),
    "people:connections": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 405"),
    "people:detail": ("302 200 404 404 404 404 404 200", "302 405 405 405 405 405 405 405"),
    "people:edit": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "people:import_new": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "people:import_refused": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 405"),
    "people:import_review": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 302"),
    "people:import_undo": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "people:invite": ("302 404 404 404 404 404 404 405", "302 404 404 404 404 404 404 302"),
    "people:invite_many": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 302"),
    "people:journal": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 405"),
    "people:journal_check": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 405"),
    "people:journal_export": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 405"),
    "people:leave": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "people:list": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 405"),
    "people:profile": ("302 200 200 200 200 200 200 200", "302 422 422 422 422 422 422 422"),
    "people:role": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "people:sign_on_acs": ("405", "403"),
    "people:sign_on_callback": ("403", "405"),
    "people:log_in_again": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "people:sign_on_finish": ("403", "405"),
    "people:sign_on_forget": (
        "302 405 405 405 405 405 405 405",
        "302 404 404 404 404 404 404 404",
    ),
    "people:sign_on_metadata": ("200", "405"),
    "people:sign_on_start": ("405", "200"),
    "objectives:indicator": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "objectives:objective": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "objectives:orientations": (
        "302 404 404 404 404 404 404 200",
        "302 404 404 404 404 404 404 422",
    ),
    "objectives:plan": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "objectives:review": (
        "302 404 404 404 404 404 200 200",
        "302 404 404 404 404 404 422 422",
    ),
    "occasions:rule": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 302 302"),
    "occasions:rules": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "preferences": ("405", "302"),
    "privacy:ask": ("302 200 200 200 200 200 200 200", "302 422 422 422 422 422 422 422"),
    "privacy:decide": ("302 404 404 404 404 404 404 405", "302 404 404 404 404 404 404 302"),
    "privacy:documents": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 302"),
    "privacy:download": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 405"),
    "privacy:erase": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "privacy:erasures": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 405"),
    "privacy:export_for": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "privacy:holds": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "privacy:lift": ("302 404 404 404 404 404 404 405", "302 404 404 404 404 404 404 302"),
    "privacy:note_request": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "privacy:notice": ("200", "302"),
    "privacy:own_data": ("302 200 200 200 200 200 200 200", "302"),
    "privacy:own_download": ("302 200 404 404 404 404 404 404", "302 405 405 405 405 405 405 405"),
    "privacy:publish": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "privacy:register": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 405"),
    "privacy:register_export": (
        "302 404 404 404 404 404 404 200",
        "302 404 404 404 404 404 404 405",
    ),
    "privacy:request": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "privacy:requests": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 405"),
    "privacy:retention": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "privacy:taken_by_link": ("200", "200"),
    "programmes:advance": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "programmes:aim": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 302 302"),
    "programmes:canvas": ("302 404 404 404 404 404 302 302", "302 404 404 404 404 404 302 302"),
    "programmes:templates": (
        "302 404 404 404 404 404 404 200",
        "302 404 404 404 404 404 404 422",
    ),
    "programmes:create": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "programmes:delete": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "programmes:detail": ("302 404 200 200 200 404 200 200", "302 405 405 405 405 405 405 405"),
    "programmes:edit": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "programmes:enrol_import": (
        "302 404 404 404 404 404 200 200",
        "302 404 404 404 404 404 422 422",
    ),
    "programmes:enrolments": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 302 302"),
    "programmes:invite": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "programmes:invite_again": (
        "302 405 405 405 405 405 405 405",
        "302 404 404 404 404 404 302 302",
    ),
    "programmes:list": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "programmes:joining": (
        "302 404 404 404 404 404 200 200",
        "302 404 404 404 404 404 302 302",
    ),
    "programmes:review": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 404 404"),
    "programmes:ask_review": ("302 404 404 404 404 404 302 302", "302 404 404 404 404 404 302 302"),
    "programmes:end_review": ("302 405 405 405 405 405 405 405", "302 404 404 404 404 404 302 302"),
    "programmes:settle_remark": (
        "302 405 405 405 405 405 405 405",
        "302 404 404 404 404 404 302 302",
    ),
    "programmes:readiness": ("302 404 404 404 404 404 200 200", "302 405 405 405 405 405 405 405"),
    "programmes:places": ("302 404 200 404 404 404 404 404", "302 404 422 404 404 404 404 404"),
    "programmes:stages": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "programmes:responsibilities": (
        "302 404 404 404 404 404 404 200",
        "302 404 404 404 404 404 404 422",
    ),
    "programmes:withdraw": ("302 404 404 200 404 404 200 200", "302 404 404 422 404 404 422 422"),
    "renewal:ask_again": ("302 405 405 405 405 405 405 405", "302 404 404 404 404 404 302 302"),
    "renewal:certificate": ("302 405 405 405 405 405 405 405", "302 404 302 404 404 404 404 404"),
    "renewal:changes": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "renewal:closing": ("302 404 404 404 404 404 200 200", "302 405 405 405 405 405 405 405"),
    "renewal:download": ("302 404 200 404 404 404 404 404", "302 405 405 405 405 405 405 405"),
    "renewal:lessons": ("302 404 404 404 404 200 200 200", "302 405 405 405 405 405 405 405"),
    "renewal:pairs": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "renewal:panel": ("302 404 200 200 200 404 200 200", "302 405 405 405 405 405 405 405"),
    "renewal:publish": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "renewal:recognition": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "renewal:remark": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "renewal:renew": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "renewal:retrospective": (
        "302 404 404 404 200 404 200 200",
        "302 404 404 404 404 404 302 302",
    ),
    "renewal:thanks": ("302 404 200 404 404 404 404 404", "302 404 302 404 404 404 404 404"),
    "readyz": ("200", "405"),
    "selection:answer": ("302 404 404 200 404 404 404 404", "302 404 404 422 404 404 404 404"),
    "selection:board": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "references:answer_by_link": (
        "200 403 403 403 200 403 403 403",
        "422 403 403 403 422 403 403 403",
    ),
    "references:name": ("302 404 200 404 404 404 404 404", "302 404 422 404 404 404 404 404"),
    "references:told": ("302 404 404 404 404 404 200 200", "405"),
    "selection:file": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "selection:form": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "selection:grid": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "selection:honest": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 302 302"),
    "selection:interview": ("302 404 404 404 200 404 404 404", "302 404 404 404 422 404 404 404"),
    "selection:preview": ("302 404 404 404 404 404 200 200", "302 405 405 405 405 405 405 405"),
    "selection:question": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "selection:rules": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "selection:state": ("302 404 404 200 404 404 404 404", "302 405 405 405 405 405 405 405"),
    "styleguide": ("200", "405"),
    "training:act": ("405", "302 404 404 404 404 404 302 302"),
    "training:attach": ("405", "302 404 404 404 404 404 422 422"),
    "training:board": ("302 404 404 404 404 404 200 200", "405"),
    "training:calendar": ("302 404 200 404 404 404 404 404", "405"),
    "training:date": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "training:date_new": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "training:detach": ("405", "302 404 404 404 404 404 302 302"),
    "training:exempt": ("302 404 404 404 404 404 404 200", "302 404 404 404 404 404 404 422"),
    "training:file": ("302 404 200 200 404 404 200 200", "405"),
    "training:lesson": ("302 404 200 200 404 404 404 404", "302 404 422 422 404 404 404 404"),
    "training:module": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "training:module_new": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "training:own": ("302 404 200 200 404 404 404 404", "405"),
    "training:panel": ("302 404 200 200 200 404 200 200", "405"),
    "training:people": ("302 404 404 404 404 404 200 200", "405"),
    "training:presence": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "training:publish": ("405", "302 404 404 404 404 404 302 302"),
    "training:question": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "training:question_new": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
    "training:remind": ("405", "302 404 404 404 404 404 302 302"),
    "training:rules": ("405", "302 404 404 404 404 404 302 302"),
    "training:seat": ("405", "302 404 302 302 404 404 404 404"),
    "training:start": ("405", "302 404 404 404 404 404 302 302"),
    "training:trainers": ("302 404 404 404 404 404 200 200", "302 404 404 404 404 404 422 422"),
}

# The public site, where everybody is nobody: answers to GET and to an empty POST.
PUBLIC = {
    "healthz": (200, 405),
    "home": (200, 200),
    "preferences": (405, 302),
    "readyz": (200, 405),
    "sign_up": (200, 422),
    "sign_up_address": (302, 405),
    "sign_up_state": (404, 404),
    "terms": (200, 405),
}

# The operator's site, for each of offices.ACTORS in their order: nobody, member (of the operator's
# company, without a role), beginner (an operator without a second factor), operator.
OPERATION = {
    "account_change_password": ("302", "302"),
    "account_confirm_login_code": ("302", "302"),
    "account_inactive": ("200 200 302 200", "405 405 302 405"),
    "account_login": ("200 302 302 302", "200 302 302 302"),
    "account_logout": ("302 200 200 200", "302"),
    "account_reauthenticate": ("302 302 302 302", "302 302 302 302"),
    "account_request_login_code": ("200 302 302 302", "200 302 302 302"),
    "account_reset_password": ("200 200 302 200", "200 200 302 200"),
    "account_reset_password_done": ("200 200 302 200", "405 405 302 405"),
    "account_reset_password_from_key": ("302", "302"),
    "account_reset_password_from_key_done": ("200 200 302 200", "405 405 302 405"),
    "account_set_password": ("302 200 200 200", "302 200 200 200"),
    "admin:companies_blueprint_changelist": ("302 404 302 200", "302 404 302 405"),
    "admin:companies_company_change": ("302 404 302 200", "302 404 302 405"),
    "admin:companies_company_changelist": ("302 404 302 200", "302 404 302 405"),
    "admin:companies_companyarchive_changelist": ("302 404 302 200", "302 404 302 405"),
    "admin:companies_domain_changelist": ("302 404 302 200", "302 404 302 405"),
    "admin:companies_retiredaddress_changelist": ("302 404 302 200", "302 404 302 405"),
    "admin:companies_spareschema_changelist": ("302 404 302 200", "302 404 302 405"),
    "admin:index": ("302 404 302 302", "302 404 302 405"),
    "healthz": ("200", "405"),
    "home": ("302 404 302 302", "302 405 302 405"),
    "mfa_activate_totp": ("302 302 200 302", "302 302 200 302"),
    "mfa_add_webauthn": ("302 200 200 200", "302 200 200 200"),
    "mfa_authenticate": ("302", "302"),
    "mfa_deactivate_totp": ("302 200 404 200", "302 302 404 302"),
    "mfa_download_recovery_codes": ("302 404 404 404", "302 404 404 404"),
    "mfa_edit_webauthn": ("302 404 404 404", "302 404 404 404"),
    "mfa_generate_recovery_codes": ("302 200 200 200", "302 302 200 302"),
    "mfa_index": ("302 200 200 200", "302 405 405 405"),
    "mfa_list_webauthn": ("302", "302"),
    "mfa_login_webauthn": ("302", "302"),
    "mfa_reauthenticate": ("302 200 302 200", "302 200 302 200"),
    "mfa_reauthenticate_webauthn": ("302 302 302 302", "302 302 302 302"),
    "mfa_remove_webauthn": ("302 404 404 404", "302 404 404 404"),
    "mfa_view_recovery_codes": ("302 404 404 404", "302 405 405 405"),
    "operator:archive": ("302 404 302 405", "302 404 302 302"),
    "operator:delete": ("302 404 302 200", "302 404 302 422"),
    "operator:fetch": ("302 404 302 200", "302 404 302 405"),
    "operator:keep": ("302 404 302 200", "302 404 302 422"),
    "operator:let_go": ("302 404 302 200", "302 404 302 302"),
    "operator:open": ("302 404 302 200", "302 404 302 422"),
    "operator:operators": ("302 404 302 200", "302 404 302 422"),
    "operator:reset": ("302 404 302 200", "302 404 302 302"),
    "operator:resume": ("302 404 302 200", "302 404 302 422"),
    "operator:suspend": ("302 404 302 200", "302 404 302 422"),
    "people:accept_invitation": ("200", "422"),
    "people:journal": ("302 404 302 200", "302 404 302 405"),
    "people:journal_check": ("302 404 302 200", "302 404 302 405"),
    "people:journal_export": ("302 404 302 200", "302 404 302 405"),
    "people:log_in_again": ("302 200 200 200", "302 405 405 405"),
    "people:profile": ("302 200 302 200", "302 422 302 422"),
    "preferences": ("405", "302"),
    "readyz": ("200", "405"),
    "usersessions_list": ("302 200 302 200", "302"),
}


def expected(name: str, method: str, actor: str) -> int:
    """The status that the table says."""
    return _told(ROUTES[name], method, ACTORS.index(actor))


def expected_at_the_office(name: str, method: str, actor: str) -> int:
    """The status that the operator's table says."""
    return _told(OPERATION[name], method, offices.ACTORS.index(actor))


def _told(line: tuple[str, str], method: str, column: int) -> int:
    told = line[method == "POST"].split()
    return int(told[0] if len(told) == 1 else told[column])


def seen(town: Town, name: str, method: str, actor: str, at: str = "") -> int:
    """The status that an actor gets; what the request did is undone."""
    with transaction.atomic():
        answer = town.browser(actor, at).generic(method, town.address(name))
        transaction.set_rollback(True)
    return answer.status_code


def test_every_route_is_in_the_table() -> None:
    assert sorted(ROUTES) == towns.routes()


@pytest.mark.parametrize("actor", ACTORS)
def test_everybody_gets_what_the_table_says(company: Company, actor: str) -> None:
    town = towns.build("aubepine")
    calls = [(name, method) for name in ROUTES for method in ("GET", "POST")]
    got = {(name, method): seen(town, name, method, actor) for name, method in calls}
    assert got == {(name, method): expected(name, method, actor) for name, method in calls}


def test_every_public_route_answers_nobody_as_its_table_says(company: Company) -> None:
    assert sorted(PUBLIC) == towns.routes("mentorat.urls_public")
    arguments = {"sign_up_state": [uuid.uuid4()]}
    got = {}
    for name in PUBLIC:
        path = reverse(name, args=arguments.get(name), urlconf="mentorat.urls_public")
        with transaction.atomic():
            client = Client(HTTP_HOST="localhost")
            # The cookie of a company says nothing here.
            client.cookies[settings.SESSION_COOKIE_NAME] = "0" * 32
            got[name] = tuple(client.generic(one, path).status_code for one in ("GET", "POST"))
            transaction.set_rollback(True)
    assert got == PUBLIC


@pytest.mark.parametrize("actor", offices.ACTORS)
def test_everybody_gets_what_the_operators_table_says(company: Company, actor: str) -> None:
    assert sorted(OPERATION) == towns.routes(offices.SITE)
    office = offices.build("aubepine")
    got = {}
    with walls.inside(office.company):
        for name in OPERATION:
            for method in ("GET", "POST"):
                browser, address = office.browser(actor), office.address(name)
                with transaction.atomic():
                    got[name, method] = browser.generic(method, address).status_code
                    transaction.set_rollback(True)
    hosts.forget()
    assert got == {
        (name, method): expected_at_the_office(name, method, actor) for name, method in got
    }


def test_objects_of_another_company_are_absent_for_its_neighbours_hr(
    company: Company, neighbour: str
) -> None:
    town = towns.build("aubepine")
    with walls.inside(neighbour):
        foreign = towns.build(neighbour)
        named = [name for name, given in foreign.arguments.items() if "public_id" in given]
        theirs = {name: seen(foreign, name, "GET", "hr") for name in named}
    # The neighbours' own HR opens them: the addresses are right.
    assert theirs == {name: expected(name, "GET", "hr") for name in named}
    foreign.people = town.people
    foreign.schema = "aubepine"
    got = {name: seen(foreign, name, "GET", "hr") for name in named}
    assert got == {name: 405 if theirs[name] == 405 else 404 for name in named}


def test_session_of_one_company_is_nobody_at_another(company: Company, neighbour: str) -> None:
    town = towns.build("aubepine")
    browser = town.browser("hr")
    assert browser.get("/people/").status_code == 200
    answer = browser.get("/people/", headers={"host": "kestrel.localhost"})
    assert (answer.status_code, answer.url) == (302, "/account/login/?next=/people/")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "name",
    [
        "people:accept_invitation",
        "evaluations:answer_by_link",
        "references:answer_by_link",
        "privacy:taken_by_link",
        "communication:stop_by_link",
    ],
)
def test_signed_links_of_another_company_open_nothing(
    company: Company, neighbour: str, name: str
) -> None:
    town = towns.build("aubepine")
    with walls.inside(neighbour):
        towns.build(neighbour)
    assert seen(town, name, "GET", "nobody") == 200
    assert seen(town, name, "GET", "nobody", at="kestrel") == 404


def test_reset_link_of_another_company_opens_nothing(company: Company, neighbour: str) -> None:
    town = towns.build("aubepine")
    with walls.inside(neighbour):
        towns.build(neighbour)
    key = "account_reset_password_from_key"
    assert seen(town, key, "GET", "nobody") == 302
    assert seen(town, key, "GET", "nobody", at="kestrel") == 200


def test_views_in_packages_reach_rows_through_access_too() -> None:
    doors = sorted(source.BASE_DIR.glob("*/views/*.py"))
    assert doors
    assert [str(path) for path in doors if ".objects" in Path(path).read_text()] == []


@pytest.mark.parametrize(
    "host, status",
    [
        ("AUBEPINE.localhost:8000", 200),
        ("evil.example", 404),
        ("aubepine.localhost@evil.example", 404),
        ("aubepine.evil.example", 404),
        ("", 404),
    ],
)
def test_host_that_is_no_company_gets_no_company(company: Company, host: str, status: int) -> None:
    browser = towns.build("aubepine").browser("hr")
    answer = browser.get("/me", headers={"host": host, "x-forwarded-host": "kestrel.localhost"})
    assert answer.status_code == status
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_nothing_happens_in_a_programme_that_is_not_alive(company: Company, status: str) -> None:
    town = towns.build("aubepine")
    Programme.objects.filter(pk=town.programme.pk).update(status=status)
    before = AuditEntry.objects.count()
    posts = {
        "programmes:invite": {"everybody": "on", "role": "mentor"},
        "programmes:enrolments": {},
        "programmes:advance": {"step": "start"},
        "matching:request": {"purpose": "proposal", "minimum": 30},
        "matching:settle": {},
        "matching:again": {},
        "matching:publish": {"include_open": "on", "decided": 0, "all_pairs": 1},
    }
    for actor in ("hr", "director"):
        for name, given in posts.items():
            assert town.browser(actor).post(town.address(name), given).status_code in (302, 422)
    done = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)[before:]
    assert list(done) == []
