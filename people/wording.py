"""The sentences behind the codes of imports and of the journal: what is wrong, and what to do."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Connection
from people.roster import Problem, RosterError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FIELDS: Final[Mapping[str, "_StrPromise"]] = {
    "email": gettext_lazy("E-mail"),
    "given_name": gettext_lazy("Given name"),
    "family_name": gettext_lazy("Family name"),
    "employee_number": gettext_lazy("Employee number"),
    "job_title": gettext_lazy("Job title"),
    "function": gettext_lazy("Function"),
    "department": gettext_lazy("Department"),
    "site": gettext_lazy("Site"),
    "level": gettext_lazy("Level"),
    "manager_key": gettext_lazy("Manager (number, e-mail or name)"),
    "hired_on": gettext_lazy("Hire date"),
    "languages": gettext_lazy("Languages spoken"),
    "skills_offered": gettext_lazy("Skills offered"),
    "skills_wanted": gettext_lazy("Skills wanted"),
    "language": gettext_lazy("Language of the screens"),
    "time_zone": gettext_lazy("Time zone"),
}

_KINDS: Final[Mapping[str, Promise]] = {
    "pdf": gettext_lazy("a PDF document"),
    "image": gettext_lazy("a picture"),
    "rtf": gettext_lazy("a text document"),
    "docx": gettext_lazy("a text document"),
    "odt": gettext_lazy("a text document"),
    "doc": gettext_lazy("a text document"),
    "pptx": gettext_lazy("a presentation"),
    "html": gettext_lazy("a web page"),
    "json": gettext_lazy("a JSON file"),
    "archive": gettext_lazy("an archive"),
    "program": gettext_lazy("a program"),
}

_FILES: Final[Mapping[str, Promise]] = {
    "empty": gettext_lazy("The file is empty. Choose the export that holds your people."),
    "not_a_table": gettext_lazy(
        "This file is %(kind)s, not a table. Export your people as CSV, XLSX or ODS."
    ),
    "encrypted": gettext_lazy(
        "This workbook is protected by a password. Save a copy without a password, then choose it."
    ),
    "damaged": gettext_lazy(
        "This workbook cannot be opened: it seems to be damaged. Open it in your spreadsheet, "
        "save it again, then choose it."
    ),
    "undecodable": gettext_lazy(
        "Line %(line)s cannot be read as %(encoding)s. Choose another encoding."
    ),
    "encoding_unknown": gettext_lazy("This encoding is not known. Choose one of the list."),
    "delimiter_unknown": gettext_lazy("This delimiter is not known. Choose one of the list."),
    "broken_quotes": gettext_lazy(
        "A quotation mark opened near line %(line)s is never closed. Mend that line, then choose "
        "the file again."
    ),
    "cell_too_long": gettext_lazy(
        "A cell of line %(line)s is far too long. A quotation mark may be missing there."
    ),
    "one_column": gettext_lazy(
        "The file has a single column. Choose another delimiter, or check that it is the right "
        "file."
    ),
    "no_header": gettext_lazy(
        "No line with the names of the columns was found. Add one on top (E-mail, Given name, "
        "Family name…), then choose the file again."
    ),
    "no_rows": gettext_lazy("Below the names of the columns there is no line. Nobody to import."),
    "column_unknown": gettext_lazy(
        "The column “%(column)s” is not in this file. Choose another one for that information."
    ),
    "column_twice": gettext_lazy(
        "The column “%(column)s” is chosen twice. Keep it for one kind of information."
    ),
    "columns_missing": gettext_lazy(
        "Say which column holds: %(fields)s. Without it nobody can be imported."
    ),
    "field_unknown": gettext_lazy("This information is not one that can be imported."),
}

# Each code: what is wrong, and what to do about it.
_PROBLEMS: Final[Mapping[str, tuple[Promise, Promise]]] = {
    "email_missing": (
        gettext_lazy("The e-mail is missing."),
        gettext_lazy("Fill it in: it is how this person will log in."),
    ),
    "email_invalid": (
        gettext_lazy("This is not an e-mail address."),
        gettext_lazy("Correct it, for example “first.last@company.com”."),
    ),
    "email_duplicate": (
        gettext_lazy("The same e-mail is already on line %(other_line)s."),
        gettext_lazy("Keep one of the two lines, or correct the address."),
    ),
    "email_taken": (
        gettext_lazy("This e-mail belongs to somebody else here (number %(employee_number)s)."),
        gettext_lazy("Correct the e-mail or the employee number."),
    ),
    "number_duplicate": (
        gettext_lazy("The same employee number is already on line %(other_line)s."),
        gettext_lazy("Keep one of the two lines, or correct the number."),
    ),
    "number_rounded": (
        gettext_lazy("The spreadsheet rounded this number: digits are lost."),
        gettext_lazy("Set the column to “text” in the spreadsheet and export again."),
    ),
    "name_missing": (
        gettext_lazy("The name is missing."),
        gettext_lazy("Fill in the given name and the family name."),
    ),
    "zero_width": (
        gettext_lazy("The text holds invisible characters."),
        gettext_lazy("Type it again instead of pasting it."),
    ),
    "mixed_script": (
        gettext_lazy("The text mixes letters of several alphabets that look alike."),
        gettext_lazy("Type it again with one keyboard."),
    ),
    "too_long": (
        gettext_lazy("The text is longer than %(maximum)s characters."),
        gettext_lazy("Shorten it, or check that the columns are not shifted."),
    ),
    "row_too_long": (
        gettext_lazy("The line has %(cells)s cells where %(expected)s are expected."),
        gettext_lazy("Put quotation marks around the cell that holds a delimiter."),
    ),
    "manager_cycle": (
        gettext_lazy("The managers go round in a circle: %(cycle)s."),
        gettext_lazy("Correct the manager of one of these people."),
    ),
    "date_invalid": (
        gettext_lazy("This is not a date that can be read."),
        gettext_lazy("Write it as 2026-03-31 or 31/03/2026. The date is left out."),
    ),
    "level_invalid": (
        gettext_lazy("This level is not a number from 1 to 30."),
        gettext_lazy("Write for example “5” or “Class 5”. The level is left out."),
    ),
    "language_unknown": (
        gettext_lazy("This language is not known."),
        gettext_lazy("Write its name or its code (fr, en). The language is left out."),
    ),
    "time_zone_unknown": (
        gettext_lazy("This time zone is not known."),
        gettext_lazy("Write for example “Europe/Paris”. The company's time zone is used."),
    ),
    "answer_unknown": (
        gettext_lazy("This is not one of the answers declared for this fact."),
        gettext_lazy("Use one of the declared answers, or add it. The fact stays as it was."),
    ),
    "number_invalid": (
        gettext_lazy("This is not a number."),
        gettext_lazy("Write for example “12” or “3,5”. The fact stays as it was."),
    ),
    "skill_level_invalid": (
        gettext_lazy("The level of this skill is not a number from 1 to 5."),
        gettext_lazy("Write for example “Negotiation:4”. The skill is left out."),
    ),
    "manager_unknown": (
        gettext_lazy("This manager is neither in the file nor among your people."),
        gettext_lazy("Add them or correct the cell. The person is imported without a manager."),
    ),
    "manager_ambiguous": (
        gettext_lazy("%(people)s people answer to this name."),
        gettext_lazy("Use a number or an e-mail. The person is imported without a manager."),
    ),
    "manager_refused": (
        gettext_lazy("The line of this manager (%(other_line)s) is refused."),
        gettext_lazy("Mend that line. Until then the person has no manager."),
    ),
    "manager_self": (
        gettext_lazy("This person would be their own manager."),
        gettext_lazy("Correct the cell. The person is imported without a manager."),
    ),
    "garbled": (
        gettext_lazy("The accents look broken."),
        gettext_lazy("Try another encoding above; otherwise correct the name."),
    ),
    "totals_line": (
        gettext_lazy("This is a line of totals, not a person."),
        gettext_lazy("Nothing to do: the line is skipped."),
    ),
    "header_repeated": (
        gettext_lazy("This line repeats the names of the columns."),
        gettext_lazy("Nothing to do: the line is skipped."),
    ),
    "dates_month_first": (
        gettext_lazy("Dates are written with the month first."),
        gettext_lazy("Check a hire date in the preview."),
    ),
    "control_characters": (
        gettext_lazy("Invisible characters were removed: %(count)s."),
        gettext_lazy("Nothing to do, unless the preview looks wrong."),
    ),
}

ENCODINGS: Final[Mapping[str, Promise]] = {
    "utf-8": gettext_lazy("UTF-8 (current)"),
    "cp1252": gettext_lazy("Windows, Western Europe (Excel)"),
    "iso-8859-15": gettext_lazy("Latin 9"),
    "mac-roman": gettext_lazy("Macintosh"),
    "utf-16-le": gettext_lazy("UTF-16 (Excel “Unicode text”)"),
    "utf-16-be": gettext_lazy("UTF-16, big-endian"),
}

DELIMITERS: Final[Mapping[str, Promise]] = {
    ";": gettext_lazy("semicolon ( ; )"),
    ",": gettext_lazy("comma ( , )"),
    "\t": gettext_lazy("tab"),
    "|": gettext_lazy("bar ( | )"),
}

STEPS: Final[Mapping[str, Promise]] = {
    "": gettext_lazy("waiting for its turn"),
    "reading": gettext_lazy("reading the file"),
    "writing": gettext_lazy("comparing with your people, writing what differs"),
}

FAILURES: Final[Mapping[str, Promise]] = {
    "collision": gettext_lazy(
        "The same people were changed by somebody else at that moment, so nothing was imported."
    ),
    "too_many_attempts": gettext_lazy(
        "The work was interrupted three times; nothing was imported."
    ),
}

UNEXPECTED: Final = gettext_lazy(
    "Something unexpected happened on our side, so nothing was imported. It has been recorded."
)

# Verbs of every floor, so that the journal reads as sentences; it never runs their code.
VERBS: Final[Mapping[str, Promise]] = {
    "company.founded": gettext_lazy("company opened"),
    "company.signed_up": gettext_lazy("conditions of use accepted"),
    "company.suspended": gettext_lazy("company suspended"),
    "company.resumed": gettext_lazy("company open again"),
    "company.archive_requested": gettext_lazy("archive of the company asked for"),
    "company.archived": gettext_lazy("archive of the company made"),
    "company.archive_fetched": gettext_lazy("archive of the company fetched"),
    "company.restored": gettext_lazy("company restored from an archive"),
    "company.deletion_announced": gettext_lazy("deletion of the company decided"),
    "company.deletion_taken_back": gettext_lazy("deletion of the company taken back"),
    "company.erased": gettext_lazy("company erased"),
    "operator.welcomed": gettext_lazy("operator invited"),
    "operator.let_go": gettext_lazy("access of an operator ended"),
    "company.changed": gettext_lazy("space of the company changed"),
    "company.logo_set": gettext_lazy("logo of the company set"),
    "company.logo_removed": gettext_lazy("logo of the company removed"),
    "company.second_factor_optional": gettext_lazy("second factor left to choice"),
    "company.second_factor_required": gettext_lazy("second factor made compulsory"),
    "person.invited": gettext_lazy("person invited"),
    "person.joined": gettext_lazy("account opened"),
    "person.recovery_codes_made": gettext_lazy("recovery codes made"),
    "person.application_added": gettext_lazy("application for codes added"),
    "person.application_removed": gettext_lazy("application for codes removed"),
    "person.passkey_added": gettext_lazy("passkey added"),
    "person.passkey_removed": gettext_lazy("passkey removed"),
    "person.second_factor_reset": gettext_lazy("second factor reset by HR"),
    "person.sessions_ended": gettext_lazy("sessions ended"),
    "person.changed_settings": gettext_lazy("own settings changed"),
    "people.imported": gettext_lazy("people imported"),
    "people.import_undone": gettext_lazy("import of people undone"),
    "person.added": gettext_lazy("person added"),
    "person.changed": gettext_lazy("record changed"),
    "person.role_changed": gettext_lazy("access changed"),
    "person.leaving": gettext_lazy("departure announced"),
    "person.left": gettext_lazy("person left"),
    "person.staying": gettext_lazy("departure taken back"),
    "person.erased": gettext_lazy("identity of a person erased"),
    "programme.anonymised": gettext_lazy("facts of a programme made anonymous"),
    "erasure.requested": gettext_lazy("erasure of a person asked for"),
    "erasure.taken_back": gettext_lazy("erasure of a person taken back"),
    "export.requested": gettext_lazy("export of one's own data asked for"),
    "export.made": gettext_lazy("export of a person's data made"),
    "export.taken": gettext_lazy("export of a person's data downloaded"),
    "retention.changed": gettext_lazy("retention period changed"),
    "retention.applied": gettext_lazy("facts erased at the end of their period"),
    "hold.placed": gettext_lazy("legal hold placed"),
    "hold.lifted": gettext_lazy("legal hold lifted"),
    "notice.published": gettext_lazy("information notice published"),
    "request.received": gettext_lazy("request about rights received"),
    "request.answered": gettext_lazy("request about rights answered"),
    "document.requested": gettext_lazy("privacy document asked for"),
    "document.produced": gettext_lazy("privacy document produced"),
    "attribute.declared": gettext_lazy("fact about people declared"),
    "attribute.changed": gettext_lazy("fact about people changed"),
    "attribute.removed": gettext_lazy("fact about people removed"),
    "connection.added": gettext_lazy("connection for log-ins added"),
    "connection.changed": gettext_lazy("connection for log-ins changed"),
    "connection.offered": gettext_lazy("connection for log-ins offered"),
    "connection.withdrawn": gettext_lazy("connection for log-ins no longer offered"),
    "connection.removed": gettext_lazy("connection for log-ins removed"),
    "person.sign_on_linked": gettext_lazy("account linked to one of the company"),
    "person.sign_on_unlinked": gettext_lazy("link to an account of the company undone"),
    "programme.created": gettext_lazy("programme created"),
    "programme.edited": gettext_lazy("programme changed"),
    "programme.opened": gettext_lazy("programme opened"),
    "programme.started": gettext_lazy("programme started"),
    "programme.closed": gettext_lazy("programme closed"),
    "programme.deleted": gettext_lazy("draft of a programme deleted"),
    "programme.silence_reported": gettext_lazy("silence of pairs reported"),
    "need.added": gettext_lazy("development need added"),
    "need.changed": gettext_lazy("development need changed"),
    "need.retired": gettext_lazy("development need retired"),
    "need.restored": gettext_lazy("development need offered again"),
    "framework.created": gettext_lazy("competency framework begun"),
    "framework.changed": gettext_lazy("competency framework changed"),
    "framework.profile_added": gettext_lazy("profile added to a competency framework"),
    "framework.imported": gettext_lazy("competency framework changed from a sheet"),
    "framework.retired": gettext_lazy("competency framework retired"),
    "framework.restored": gettext_lazy("competency framework offered again"),
    "competency.added": gettext_lazy("competency added"),
    "competency.changed": gettext_lazy("competency changed"),
    "competency.retired": gettext_lazy("competency retired"),
    "competency.restored": gettext_lazy("competency offered again"),
    "assessment.taken": gettext_lazy("self-assessment made"),
    "assessment.removed": gettext_lazy("self-assessment removed"),
    "programme.aimed": gettext_lazy("competencies aimed at chosen"),
    "occasion.added": gettext_lazy("rule on life events written"),
    "occasion.switched_on": gettext_lazy("rule on life events switched on"),
    "occasion.paused": gettext_lazy("rule on life events paused"),
    "occasion.removed": gettext_lazy("rule on life events removed"),
    "occasion.invited": gettext_lazy("people invited by a rule on life events"),
    "canvas.review_asked": gettext_lazy("review of a canvas asked of a colleague"),
    "canvas.review_ended": gettext_lazy("review of a canvas ended"),
    "canvas.remarked": gettext_lazy("remark made on a canvas"),
    "canvas.remark_settled": gettext_lazy("remark on a canvas settled"),
    "objective.set": gettext_lazy("objective set"),
    "objective.changed": gettext_lazy("objective changed"),
    "objective.retired": gettext_lazy("objective of a launched programme retired"),
    "objective.removed": gettext_lazy("objective removed"),
    "objective.reviewed": gettext_lazy("objective reviewed"),
    "indicator.set": gettext_lazy("indicator set"),
    "indicator.changed": gettext_lazy("indicator changed"),
    "indicator.removed": gettext_lazy("indicator removed"),
    "orientation.added": gettext_lazy("strategic orientation added"),
    "orientation.renamed": gettext_lazy("strategic orientation renamed"),
    "orientation.removed": gettext_lazy("strategic orientation removed"),
    "stages.planned": gettext_lazy("days of the stages planned"),
    "stage.entered": gettext_lazy("stage entered"),
    "plan.set": gettext_lazy("evaluation plan written"),
    "plan.frozen": gettext_lazy("evaluation plan frozen"),
    "announcement.campaign_moved": gettext_lazy("drafts of a campaign moved with the dates"),
    "announcement.campaign_started": gettext_lazy("messages of a campaign proposed"),
    "announcement.written": gettext_lazy("message written"),
    "announcement.changed": gettext_lazy("message changed"),
    "announcement.scheduled": gettext_lazy("message scheduled"),
    "announcement.paused": gettext_lazy("message paused"),
    "announcement.resumed": gettext_lazy("message goes on"),
    "announcement.cancelled": gettext_lazy("message cancelled"),
    "announcement.removed": gettext_lazy("draft of a message thrown away"),
    "announcement.tried": gettext_lazy("message tried out"),
    "announcement.sent": gettext_lazy("message sent"),
    "landing.written": gettext_lazy("page of a programme written"),
    "landing.published": gettext_lazy("page of a programme published"),
    "landing.taken_back": gettext_lazy("page of a programme taken back"),
    "wish.made": gettext_lazy("wish to take part made"),
    "wish.taken_back": gettext_lazy("wish to take part taken back"),
    "wish.settled": gettext_lazy("wish to take part answered"),
    "event.planned": gettext_lazy("event planned"),
    "event.changed": gettext_lazy("event changed"),
    "event.cancelled": gettext_lazy("event cancelled"),
    "event.registered": gettext_lazy("registration for an event"),
    "event.given_up": gettext_lazy("registration for an event given up"),
    "event.attended": gettext_lazy("attendance of an event noted"),
    "responsibility.given": gettext_lazy("responsibility given"),
    "responsibility.withdrawn": gettext_lazy("responsibility withdrawn"),
    "enrolment.invited": gettext_lazy("invited to a programme"),
    "programme.intake_settled": gettext_lazy("joining while a programme runs settled"),
    "enrolment.resent": gettext_lazy("invitation to a programme sent again"),
    "enrolment.accepted": gettext_lazy("enrolment accepted"),
    "enrolment.changed": gettext_lazy("enrolment changed"),
    "enrolment.places_changed": gettext_lazy("places of a mentor changed"),
    "enrolment.declined": gettext_lazy("enrolment declined"),
    "enrolment.withdrawn": gettext_lazy("enrolment withdrawn"),
    "enrolment.released": gettext_lazy("enrolment closed by a departure"),
    "enrolment.imported": gettext_lazy("enrolments imported"),
    "enrolment.acknowledged": gettext_lazy("what the programme is and is not read"),
    "form.published": gettext_lazy("enrolment form published"),
    "policy.limits_set": gettext_lazy("what the programme is not written"),
    "policy.qualification_set": gettext_lazy("qualification of mentors switched"),
    "eligibility.added": gettext_lazy("rule of eligibility added"),
    "eligibility.removed": gettext_lazy("rule of eligibility removed"),
    "grid.changed": gettext_lazy("interview grid changed"),
    "interview.asked": gettext_lazy("interview of a mentor asked for"),
    "interview.held": gettext_lazy("interview of a mentor filled in"),
    "reference.noted": gettext_lazy("reference about a mentor noted"),
    "reference.asked": gettext_lazy("colleague named as reference and written to"),
    "reference.taken_back": gettext_lazy("colleague no longer named as reference"),
    "reference.closed": gettext_lazy("letter to a reference came to its end"),
    "mentor.qualified": gettext_lazy("qualification of a mentor decided"),
    "verdict.set_aside": gettext_lazy("qualification set aside: the mentor left and came back"),
    "mentor.trained": gettext_lazy("training of a mentor noted"),
    "waitlist.put": gettext_lazy("put on the waitlist"),
    "waitlist.joined": gettext_lazy("waitlist joined"),
    "waitlist.taken_in": gettext_lazy("taken in from the waitlist"),
    "criteria.set": gettext_lazy("criteria set"),
    "matching.requested": gettext_lazy("matching requested"),
    "suggestion.accepted": gettext_lazy("proposed pair accepted"),
    "suggestion.locked": gettext_lazy("proposed pair locked"),
    "suggestion.refused": gettext_lazy("proposed pair refused"),
    "suggestion.open": gettext_lazy("decision on a proposed pair taken back"),
    "suggestion.forced": gettext_lazy("pair forced against the proposal"),
    "suggestion.swapped": gettext_lazy("mentors of two proposed pairs exchanged"),
    "matching.adopted": gettext_lazy("scenario made the proposal"),
    "scenario.created": gettext_lazy("scenario of the lab created"),
    "scenario.changed": gettext_lazy("scenario of the lab changed"),
    "scenario.deleted": gettext_lazy("scenario of the lab deleted"),
    "doctor.asked": gettext_lazy("asked what it would take to match everybody"),
    "rematch.former_looked_at": gettext_lazy("former mentors of one person looked at"),
    "rematch.made": gettext_lazy("mentor found for one person alone"),
    "pair.asked_about": gettext_lazy("asked why two people are not a pair"),
    "matching.cancelled": gettext_lazy("matching cancelled"),
    "matching.accepted_planned": gettext_lazy("proposed pairs accepted"),
    "matching.published": gettext_lazy("pairs published"),
    "mentor.paused": gettext_lazy("mentor takes no requests for a while"),
    "mentor.back": gettext_lazy("mentor takes requests again"),
    "requests.days_set": gettext_lazy("time to answer a request changed"),
    "ranking.reminded": gettext_lazy("reminded to rank mentors"),
    "pairing.paired": gettext_lazy("pairing made"),
    "module.written": gettext_lazy("module written"),
    "module.changed": gettext_lazy("module changed"),
    "module.published": gettext_lazy("module published"),
    "module.retired": gettext_lazy("module retired"),
    "module.moved": gettext_lazy("module moved in the order"),
    "module.done": gettext_lazy("module done"),
    "training.started": gettext_lazy("starter set of modules added"),
    "training.required": gettext_lazy("rule on training changed"),
    "training.reminded": gettext_lazy("reminded to train"),
    "training.exempted": gettext_lazy("exempted from the training"),
    "training.exemption_withdrawn": gettext_lazy("exemption from the training withdrawn"),
    "trainer.named": gettext_lazy("trainer named"),
    "trainer.released": gettext_lazy("trainer taken off"),
    "workshop.scheduled": gettext_lazy("workshop scheduled"),
    "workshop.changed": gettext_lazy("date of a workshop changed"),
    "workshop.cancelled": gettext_lazy("date of a workshop cancelled"),
    "workshop.joined": gettext_lazy("seat in a workshop asked for"),
    "workshop.left": gettext_lazy("seat in a workshop given back"),
    "workshop.ticked": gettext_lazy("attendance at a workshop ticked"),
    "pairing.ended": gettext_lazy("pairing ended"),
    "pairing.completed": gettext_lazy("pairing completed"),
    "session.logged": gettext_lazy("session logged"),
    "session.corrected": gettext_lazy("session corrected"),
    "session.undone": gettext_lazy("session taken back"),
    "pilot.received": gettext_lazy("pilot sheet uploaded"),
    "pilot.evaluated": gettext_lazy("pilot sheet evaluated"),
    "pilot.drafted": gettext_lazy("programme drafted from a pilot sheet"),
    "pilot.forgotten": gettext_lazy("file of a pilot sheet erased"),
    "pulse.sent": gettext_lazy("pulse sent"),
    "indicator.measured": gettext_lazy("indicator measured"),
    "report.requested": gettext_lazy("report requested"),
    "report.produced": gettext_lazy("report produced"),
    "report.downloaded": gettext_lazy("report downloaded"),
    "retrospective.begun": gettext_lazy("retrospective begun"),
    "retrospective.remarked": gettext_lazy("words added to a retrospective"),
    "retrospective.reworded": gettext_lazy("own words changed in a retrospective"),
    "retrospective.taken_back": gettext_lazy("own words taken out of a retrospective"),
    "retrospective.published": gettext_lazy("retrospective published"),
    "lesson.kept": gettext_lazy("lesson kept"),
    "lesson.removed": gettext_lazy("lesson taken away"),
    "mentors.thanked": gettext_lazy("mentors thanked"),
    "recognition.answered": gettext_lazy("choices about one's thanks kept"),
    "certificate.requested": gettext_lazy("certificate asked for"),
    "programme.renewed": gettext_lazy("programme renewed"),
    "proposal.accepted": gettext_lazy("proposed change accepted"),
    "proposal.refused": gettext_lazy("proposed change refused"),
    "pairing.prolonged": gettext_lazy("pairing goes on after its programme"),
}


_GROUNDS: Final[Mapping[str, Promise]] = {
    "origin": gettext_lazy("ethnic or social origin"),
    "religion": gettext_lazy("religion"),
    "opinions": gettext_lazy("political or philosophical opinions"),
    "union": gettext_lazy("union membership"),
    "health": gettext_lazy("health or disability"),
    "orientation": gettext_lazy("sexual orientation or private life"),
    "appearance": gettext_lazy("physical appearance"),
    "birthplace": gettext_lazy("the place of birth"),
    "nationality": gettext_lazy("nationality"),
    "name": gettext_lazy("the name and what it suggests"),
    "sex": gettext_lazy("sex or gender"),
    "age": gettext_lazy("age"),
    "family": gettext_lazy("the family situation"),
    "vulnerability": gettext_lazy("private circumstances"),
}


def grounds() -> list[str]:
    """What may not be asked about people, in words."""
    return [str(one) for one in _GROUNDS.values()]


def forbidden(name: str, ground: str) -> str:
    """Why a fact cannot be declared, and what to do when it means something else."""
    return _(
        "“%(name)s” cannot be declared: it tells of %(ground)s. The law forbids to treat people by "
        "it (labour code, article L1132-1; GDPR, article 9). If you mean something else, choose a "
        "name that says so."
    ) % {"name": name, "ground": _GROUNDS[ground]}


_SIGN_ON: Final[Mapping[str, Promise]] = {
    "state": gettext_lazy(
        "This log-in was not begun in this browser, or too long ago. Start again from the login "
        "page."
    ),
    "cancelled": gettext_lazy("The log-in was stopped at %(name)s. You can start again."),
    "provider": gettext_lazy(
        "%(name)s did not let you log in. Ask those who look after your company's accounts."
    ),
    "unreachable": gettext_lazy("%(name)s does not answer. Try again in a few minutes."),
    "code": gettext_lazy(
        "%(name)s did not accept our question: the log-in was used before, or the secret of the "
        "connection is wrong. Start again; if it stays, tell your HR contact."
    ),
    "replayed": gettext_lazy(
        "This log-in was used before. Start again from the login page; nothing was opened."
    ),
    "unasked": gettext_lazy(
        "This log-in was begun at %(name)s. It has to begin here, so that nobody logs you in as "
        "somebody else: use the login page."
    ),
    "sealed": gettext_lazy(
        "The secret of %(name)s cannot be opened on this server. Ask your HR contact to enter it "
        "again under “Connections”."
    ),
    "no_address": gettext_lazy(
        "%(name)s did not tell your e-mail address, so we cannot know who you are."
    ),
    "domain": gettext_lazy(
        "Your address at %(name)s lies in a domain that your company has not named for it."
    ),
    "unverified": gettext_lazy(
        "%(name)s does not say that it has checked your e-mail address, so we cannot rely on it."
    ),
    "unknown": gettext_lazy(
        "Your company's mentoring space does not know your e-mail address yet. People are added by "
        "HR: ask your HR contact."
    ),
    "left": gettext_lazy("Your account here is closed."),
    "other_account": gettext_lazy(
        "Your record is linked to another account at %(name)s. If the new one is yours, log in "
        "another way and undo the link under “Security of my account”, or ask your HR contact."
    ),
}
_UNTRUSTED: Final = gettext_lazy(
    "The answer of %(name)s could not be trusted, so nothing was opened. Tell your HR contact, "
    "with the word below."
)
_PROBLEMS_OF_CONNECTIONS: Final[Mapping[str, Promise]] = {
    **_SIGN_ON,
    "spelling": gettext_lazy(
        "This is not the plain address of a server, such as https://login.example.com."
    ),
    "scheme": gettext_lazy("The address has to begin with https://."),
    "port": gettext_lazy("Only the usual port of https is asked."),
    "number": gettext_lazy("A server is named, not numbered: give its name."),
    "unknown_name": gettext_lazy("No server of this name is known on the internet."),
    "private": gettext_lazy(
        "The name leads into a private network, which we never ask. Ask the operator of Mentorat "
        "to allow a provider of your own network."
    ),
    "redirect": gettext_lazy("The server sends on to another address, which we do not follow."),
    "too_large": gettext_lazy("What came is too large."),
    "too_slow": gettext_lazy("The answer took too long."),
    "discovery": gettext_lazy(
        "The server does not publish an OpenID Connect configuration there, or an incomplete one."
    ),
    "keys": gettext_lazy("No key was found that signatures could be checked with."),
    "issuer": gettext_lazy("It speaks for another issuer than the one you gave."),
    "signature": gettext_lazy("The answer was not signed, or not by this provider."),
    "algorithm": gettext_lazy("The answer was signed in a way that is no longer safe."),
    "audience": gettext_lazy("The answer was made for another application."),
    "expired": gettext_lazy("The answer was too old, or made for later: check the clocks."),
    "nonce": gettext_lazy("The answer was not made for the question we asked."),
    "token": gettext_lazy("The answer could not be read."),
    "subject": gettext_lazy("The answer does not name the account in a lasting way."),
    "not_xml": gettext_lazy("This is not an XML file of metadata."),
    "not_one_provider": gettext_lazy(
        "The file has to describe exactly one identity provider (IDPSSODescriptor)."
    ),
    "incomplete": gettext_lazy(
        "The file lacks the provider's name, its address for log-ins or its certificate."
    ),
    "certificate": gettext_lazy(
        "A certificate in the file cannot be read, or its key is too weak."
    ),
    "sign_on_url": gettext_lazy("The provider's address for log-ins has to begin with https://."),
}


def sign_on(code: str, connection: Connection) -> str:
    """Why somebody is not let in, and what to do, for the person who tried."""
    return str(_SIGN_ON.get(code, _UNTRUSTED)) % {"name": connection.name}


def connection_problem(code: str, connection: Connection | None = None) -> str:
    """What is wrong with a connection or its file, for HR."""
    name = connection.name if connection else ""
    return str(_PROBLEMS_OF_CONNECTIONS.get(code, _UNTRUSTED)) % {"name": name}


def refused_file(error: RosterError) -> str:
    """Why a file or its mapping cannot be used, and what to do instead."""
    facts: dict[str, Any] = dict(error.facts)
    if error.code == "too_large":
        return _too_large(facts)
    if error.code == "not_a_table":
        facts["kind"] = _KINDS.get(str(facts.get("kind")), _("something else"))
    if error.code == "columns_missing":
        facts["fields"] = ", ".join(str(FIELDS[name]) for name in facts["fields"])
    return str(_FILES[error.code]) % facts


def _too_large(facts: Mapping[str, Any]) -> str:
    if "bytes" in facts:
        return _(
            "The file weighs more than %(mega)s MB. Export fewer columns, or cut the file in two."
        ) % {"mega": facts["maximum"] // (1024 * 1024)}
    if "columns" in facts:
        return _("The table has more than %(maximum)s columns. Export fewer columns.") % {
            "maximum": facts["maximum"]
        }
    return _("The table is larger than %(maximum)s lines. Cut the file in two.") % {
        "maximum": facts["maximum"]
    }


def cause(problem: Problem) -> str:
    """What is wrong with one line, in the language of the reader."""
    facts: dict[str, Any] = dict(problem.facts)
    if "cycle" in facts:
        facts["cycle"] = " → ".join(facts["cycle"])
    return str(_PROBLEMS[problem.code][0]) % facts


def remedy(problem: Problem) -> str:
    """What to do about one line, in the language of the reader."""
    return str(_PROBLEMS[problem.code][1])


def verb(code: str) -> str:
    """What happened, in words; a verb without words is shown as its code."""
    return str(VERBS.get(code, code))


_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser(sent: str) -> str:
    """A browser's own description of itself, shortened to what its owner recognises."""
    name = next((word for mark, word in _BROWSERS if mark in sent), "")
    system = next((word for mark, word in _SYSTEMS if mark in sent), "")
    if name and system:
        return _("%(browser)s on %(system)s") % {"browser": name, "system": system}
    return name or system or _("A browser that does not say its name")
