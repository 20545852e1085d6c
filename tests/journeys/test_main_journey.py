"""One thin line through the whole product, by clicking, with a real worker and real letters."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import celery
import pypdf
import pytest

from tests.journeys.conftest import Product
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

PHONE = 390
MOST_ACTIONS = 60
"""From an empty company to published pairs, every click, field and address of HR counted."""
MOST_MINUTES = 10
PARIS = ZoneInfo("Europe/Paris")
SITE, HR = "colline", "nadia.ferrand@colline.example"
SPONSOR = "odile.lacroix@colline.example"
MENTORS = ("paul.girard", "sarah.benkemoun", "luc.tessier")
MENTEES = ("lina.moreau", "hugo.caron", "awa.diop", "zoe.marchal")
PEOPLE = """\
Matricule;Nom;Prénom;Adresse e-mail;Intitulé du poste;Fonction;Direction;Site;Classe;Responsable
1;Lacroix;Odile;odile.lacroix@colline.example;Directrice générale;Direction;Direction;Lyon;8;
2;Ferrand;Nadia;nadia.ferrand@colline.example;Responsable RH;RH;RH;Lyon;6;1
3;Girard;Paul;paul.girard@colline.example;Chef de chantier;Travaux;Travaux;Lyon;6;1
4;Benkemoun;Sarah;sarah.benkemoun@colline.example;Ingénieure;Études;Études;Nantes;6;1
5;Tessier;Luc;luc.tessier@colline.example;Acheteur;Achats;Achats;Nantes;5;1
6;Moreau;Lina;lina.moreau@colline.example;Technicienne;Études;Études;Nantes;3;4
7;Caron;Hugo;hugo.caron@colline.example;Conducteur de travaux;Travaux;Travaux;Lyon;3;3
8;Diop;Awa;awa.diop@colline.example;Assistante achats;Achats;Achats;Nantes;2;5
9;Rivière;Tom;tom.riviere@colline.example;Dessinateur;Études;Études;Lyon;3;4
10;Marchal;Zoé;zoe.marchal@colline.example;Comptable;Finances;Finances;Lyon;3;1
11;Le Goff;Yann;yann.legoff@colline.example;Métreur;Études;Études;Nantes;2;4
12;Sans;Adresse;sans-adresse;Stagiaire;Études;Études;Nantes;1;4
"""
NEEDS = ("Déléguer|Gagner en confiance", "Négocier|Déléguer", "Gagner en confiance|Négocier")


def test_a_company_opens_pairs_people_and_its_sponsor_reads_the_report(
    product: Product,
    somebody: Callable[..., Walker],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    began = time.monotonic()
    hr = open_the_company(product, somebody)
    import_the_people(hr, tmp_path)
    programme = design_a_programme(hr)
    invite_with_a_list(hr, programme, tmp_path)
    mentor, mentee = everybody_says_yes(product, somebody)
    shortlist = ask_for_shortlists(hr, programme)
    rank_two_mentors(mentee)
    settle_and_publish(hr, shortlist)
    efforts = hr.actions + hr.typed
    minutes = (time.monotonic() - began) / 60
    with capsys.disabled():
        # Everybody's answers are within the time, at the speed of a machine.
        print(
            f"\nEmpty company to published pairs: {efforts} actions of HR, {hr.actions} of them "
            f"clicks, in {minutes:.1f} minutes with everybody's answers."
        )
    assert efforts <= MOST_ACTIONS
    assert minutes <= MOST_MINUTES
    start(hr, programme)
    log_a_session_on_the_phone(mentor)
    answer_a_pulse_from_the_letter(product, somebody)
    make_a_report(hr, programme)
    read_the_report(product, somebody)


def open_the_company(product: Product, somebody: Callable[..., Walker]) -> Walker:
    """The operator's command sends an invitation; HR chooses a password and is at home."""
    names = ("--hr-email", HR, "--hr-given-name", "Nadia", "--hr-family-name", "Ferrand")
    product.stack.manage("found_company", "Colline Travaux", SITE, "--language", "fr", *names)
    hr = somebody(product.site(SITE))
    hr.opens_account(product.letters.link(HR, "/invitation/"))
    assert hr.page.locator("html").get_attribute("lang") == "fr"
    assert hr.page.locator(".checklist > li").count() == 5
    return hr


def import_the_people(hr: Walker, folder: Path) -> None:
    """An export of Excel is looked at, its bad line is named, the others become people."""
    export = folder / "collaborateurs.csv"
    export.write_bytes(PEOPLE.encode("cp1252"))
    hr.follows("a[href='/people/import']")
    hr.attaches(export)
    hr.sends()
    assert "sans-adresse" in hr.reads()
    hr.follows("button[name=apply]")
    hr.sees("#state .stat")
    assert "sans-adresse" in hr.reads()
    hr.goes_to("/people/")
    assert hr.page.locator("main tbody tr").count() == 11


def design_a_programme(hr: Walker) -> str:
    """From a template, step by step: a name, what is measured, how pairs are made; its path."""
    hr.goes_to("/programmes/templates")
    hr.follows("button[name=template][value=expertise]")
    programme = hr.page.url.removeprefix(hr.site).removesuffix("canvas/purpose")
    hr.fills(name="Passer le relais")
    hr.sends()
    hr.follows("main a[href*='/indicator/']")
    hr.fills(baseline="12", target="8")
    hr.sends()
    hr.goes_to(f"{programme}canvas/format")
    for step in ("mentors", "trust"):
        hr.sends()
        assert hr.page.url.endswith(step)
    hr.chooses("mode", "hybrid")
    for step in ("means", "risks", "check"):
        hr.sends()
        assert hr.page.url.endswith(step)
    hr.goes_to(f"{programme}roles?q=Lacroix")
    hr.page.locator("select[name=person]").select_option(
        label="Odile Lacroix · Directrice générale · Lyon"
    )
    hr.chooses("role", "sponsor")
    hr.sends()
    hr.goes_to("/people/?q=Lacroix")
    hr.follows("main tbody a")
    hr.follows("form[action$=invite] button")
    return programme


def invite_with_a_list(hr: Walker, programme: str, folder: Path) -> None:
    """A list of seven people is looked at and kept; they are written to when it opens."""
    lines = ["Courriel;Rôle;Places;Besoins;Disponibilités"]
    for number, name in enumerate((*MENTORS, *MENTEES)):
        role, places = ("Mentor", "3") if name in MENTORS else ("Personne accompagnée", "")
        needs = "|".join(NEEDS) if places else NEEDS[number % 3]
        lines.append(f"{name}@colline.example;{role};{places};{needs};mardi matin|jeudi matin")
    roster = folder / "inscriptions.csv"
    roster.write_bytes("\r\n".join(lines).encode("cp1252"))
    hr.goes_to(f"{programme}enrolments/import")
    hr.attaches(roster)
    hr.sends()
    hr.sends()
    hr.goes_to(f"{programme}advance")
    hr.sends()


def everybody_says_yes(product: Product, somebody: Callable[..., Walker]) -> tuple[Walker, Walker]:
    """A mentor and a mentee on their phones, the others likewise; the first two stay with us."""
    walkers = []
    for name in (*MENTORS, *MENTEES):
        walker = somebody(product.site(SITE), width=PHONE)
        link = product.letters.link(f"{name}@colline.example", "/invitation/")
        walker.opens_account(link)
        walker.follows("main a[href^='/enrolments/']")
        walker.taps("input[name=acknowledged]")
        walker.sends()
        walkers.append(walker)
    for walker in walkers[1:3] + walkers[4:]:
        walker.leave()
    return walkers[0], walkers[3]


def ask_for_shortlists(hr: Walker, programme: str) -> str:
    """Criteria are kept as proposed, the worker computes; the path of the run."""
    hr.goes_to(f"{programme}matching/criteria")
    hr.sends()
    hr.goes_to(f"{programme}matching/")
    form = "form:has(input[name=purpose][value=shortlist])"
    hr.sees(f"{form} input[name=rank_until]").fill(_in_days(3))
    hr.follows(f"{form} button[type=submit]")
    shortlist = hr.page.url
    hr.sees("form[action$=settle]")
    return shortlist


def rank_two_mentors(mentee: Walker) -> None:
    """From home, in private."""
    mentee.goes_to("/")
    mentee.follows("main a[href$='/choose']")
    cards = mentee.page.locator(".choose-card")
    assert cards.count() >= 2
    for number, rank in enumerate("12"):
        cards.nth(number).locator(f"label:has(input[value='{rank}'])").click()
    mentee.sends()
    mentee.goes_to("/")
    assert mentee.page.locator("main a[href$='/choose']").count() == 0


def settle_and_publish(hr: Walker, shortlist: str) -> None:
    """The worker settles; HR reads reasons, accepts and publishes four pairs."""
    hr.goes_to(shortlist)
    hr.follows("form[action$=settle] button")
    hr.sees("#review")
    assert hr.page.locator("#review .reason-words").count() >= 3
    hr.taps("button[name=accept_planned]")
    hr.sees("#review button[name=decision][value=open]")
    hr.follows("#review a[href$=publish]")
    hr.sends()
    assert "/matching/runs/" not in hr.page.url


def start(hr: Walker, programme: str) -> None:
    """The programme runs."""
    hr.goes_to(f"{programme}advance")
    hr.sends()


def log_a_session_on_the_phone(mentor: Walker) -> None:
    """From home to a logged session in thirty seconds and six taps."""
    mentor.goes_to("/mentoring/")
    began, mentor.actions = time.monotonic(), 0
    mentor.follows("main a[href^='/mentoring/']")
    mentor.follows("main a[href$='/sessions/new']")
    mentor.chooses("themes", "goals")
    mentor.chooses("progress", "4")
    mentor.sends()
    assert mentor.actions <= 6
    assert time.monotonic() - began < 30
    assert mentor.page.locator(".timeline > li").count() >= 1


def answer_a_pulse_from_the_letter(product: Product, somebody: Callable[..., Walker]) -> None:
    """What the timetable does every quarter of an hour asks both; a phone without login answers."""
    broker = product.stack.environment["REDIS_URL"]
    with celery.Celery(broker=broker) as app:
        app.send_task("companies.fan_out", args=["evaluations.send_due_pulses"], queue="default")
    link = product.letters.link(f"{MENTORS[0]}@colline.example", "/p/")
    reader = somebody(product.site(SITE), width=PHONE)
    reader.goes_to(link)
    for name in ("useful", "listened", "balance"):
        reader.chooses(name, "4")
    reader.sends()
    reader.goes_to(link)
    assert reader.page.locator("main form").count() == 0


def make_a_report(hr: Walker, programme: str) -> None:
    """HR asks for the report in French and sees it come."""
    hr.goes_to(f"{programme}reports/")
    hr.follows("main button[name=language][value=fr]")
    if "/reports/" not in hr.page.url.removeprefix(f"{hr.site}{programme}"):
        hr.follows("main tbody a")
    hr.sees("a[href$='.pdf']")


def read_the_report(product: Product, somebody: Callable[..., Walker]) -> None:
    """The sponsor logs in on a phone: two actions from home to the file."""
    newcomer = somebody(product.site(SITE), width=PHONE)
    newcomer.opens_account(product.letters.link(SPONSOR, "/invitation/"))
    newcomer.leave()
    sponsor = somebody(product.site(SITE), width=PHONE)
    sponsor.logs_in(SPONSOR)
    sponsor.actions = 0
    sponsor.follows("main a[href^='/reports/']")
    report = pypdf.PdfReader(sponsor.downloads("main a[href$='.pdf']"))
    assert sponsor.actions == 2
    text = " ".join(page.extract_text() for page in report.pages)
    assert len(report.pages) >= 6
    assert "Passer le relais" in text
    assert "Ne plus dépendre d’une seule personne" in text


def _in_days(days: int) -> str:
    return (datetime.now(tz=PARIS).date() + timedelta(days=days)).isoformat()
