"""The life of one programme of a demo company, from its first draft to its last pulse."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from django.utils import timezone, translation

from companies.errors import Refusal
from competencies import access as needs_access
from evaluations.actions import indicator
from evaluations.models import Pulse
from matching.actions import criteria, run
from matching.models import Suggestion
from mentorat.demo import life, stock
from mentorat.demo.afterwards import Afterwards
from mentorat.demo.campaign import Campaign
from mentorat.demo.cast import Cast
from mentorat.demo.diary import Diary, last_working_day, moment
from mentorat.demo.files import ProgrammeFile
from mentorat.demo.learning import Learning
from mentorat.demo.relations import Relations
from mentorat.demo.scene import Scene
from mentorat.demo.selecting import Selecting
from objectives.actions import objective
from objectives.models import Indicator, Orientation
from pairings.actions import rhythm
from people.models import Person
from people.roster import ENROLMENT_FIELDS, guess_mapping, read
from programmes import access, roster, wording
from programmes.actions import enrolment, intake, programme
from programmes.models import Enrolment, Programme, Responsibility

DRAFT_DAYS = 12
"""Days between the first draft of a programme and its opening."""
MATCHING_DAYS = 6
"""Days between the matching and the start."""
STILL_OPEN_DAYS = 2
"""Days during which people may still answer in the programme that is being matched."""
JOINING_DAYS = 14
"""Days to answer of whoever is invited while a programme runs."""
YES, NO = 0.88, 0.95
"""Below the first people say yes, below the second no; the others never answer."""


class Course(Scene):
    """One programme: what happens to it is noted in the diary, each thing by an action."""

    def __init__(self, file: ProgrammeFile, cast: Cast, diary: Diary, today: date) -> None:
        super().__init__(file, cast, diary, today)
        self.is_matched = file.state != "matching"
        self.enrol_until = (
            self.starts_on - timedelta(days=10)
            if self.is_matched
            else today + timedelta(days=STILL_OPEN_DAYS)
        )
        self.relations = Relations(self)
        self.learning = Learning(self)
        self.selecting = Selecting(self)
        self.afterwards = Afterwards(self, lambda: self.programme)
        self._id = 0

    @property
    def programme(self) -> Programme:
        """The row as it is now."""
        return Programme.objects.get(pk=self._id)

    @property
    def director(self) -> Person:
        """Who runs it."""
        return self.cast.find(str(self.file.facts["director"]))

    def is_enrolling(self, day: date) -> bool:
        """Whether people may answer on this day."""
        return self.opens_on < day <= self.enrol_until

    def is_alive(self, day: date) -> bool:
        """Whether its pairs meet on this day, or were asked for a last pulse not long ago."""
        return self.is_matched and self.starts_on < day <= self.ends_on + timedelta(days=21)

    def owns(self, wave: Pulse) -> bool:
        """Whether a pulse is about this programme."""
        return wave.programme_id == self._id

    def note(self) -> None:
        """Write into the diary what is planned from the outset."""
        chance = self.chance("plan")

        def plan(day: date, deed: Callable[[], None]) -> None:
            self.diary.note(moment(day, chance, first=9, last=12), deed)

        plan(self.opens_on - timedelta(days=DRAFT_DAYS), self.design)
        Campaign(self).note(self.opens_on - timedelta(days=DRAFT_DAYS))
        plan(self.opens_on, self.open)
        for number, (days, _value) in enumerate(self.file.indicator["measures"]):
            plan(self.today + timedelta(days=days), partial(self.measure, number))
        if self.is_matched:
            matching = self.starts_on - timedelta(days=MATCHING_DAYS)
            plan(matching - timedelta(days=2), self.lose_somebody)
            plan(matching - timedelta(days=1), self.weigh)
            if self.selecting.is_on:
                plan(matching - timedelta(days=3), self.select)
            plan(matching, self.match)
            plan(self.starts_on, self.publish)
            if self.file.state == "running" or self.file.looking_back:
                plan(self.enrol_until + timedelta(days=1), partial(self.teach, 3))
                plan(self.starts_on - timedelta(days=1), self.learn)
            plan(self.starts_on + (self.ends_on - self.starts_on) / 2, self.review)
            plan(self.ends_on, self.close)
            if self.file.looking_back:
                self.afterwards.note()
            plan(self._lately(3), self.match_again)
            if self.file.state == "running":
                plan(self._lately(2), self.take_in_a_newcomer)
        else:
            plan(self._lately(3), self.weigh)
            plan(self._lately(1), self.invite_one_more)
            plan(self._lately(2), partial(self.teach, 16))
            if "life_event" in self.file.facts:
                plan(self._lately(2), self.invite_by_life_event)

    def _lately(self, days: int) -> date:
        """The working day that many days ago, or the one before it."""
        return last_working_day(self.today - timedelta(days=days))

    def design(self) -> None:
        """HR writes the draft, its objective and who answers for it."""
        facts, goal, costs = self.file.facts, self.file.indicator, self.file.facts["costs"]
        with translation.override(self.cast.hr.language):
            words = wording.starters()
        row = programme.create(
            **words,
            name=facts["name"],
            purpose=facts["purpose"].strip(),
            audience=facts["audience"],
            needs=facts.get("needs", ()),
            surveys=facts.get("surveys", ""),
            mode=facts["mode"],
            enrol_until=self.enrol_until,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            cadence_days=facts["cadence_days"],
            answer_days=facts.get("answer_days"),
            hourly_cost=costs["loaded_hourly"],
            fixed_cost=costs["fixed"],
            by=self.cast.hr,
        )
        self._id = row.pk
        objective.set_objective(
            row,
            kind=self.file.objective_kind,
            statement=self.file.objective["title"],
            orientation=self._orientation(str(self.file.objective["strategic_orientation"])),
            indicator={
                "name": goal["name"],
                "unit": goal["unit"],
                "baseline": Decimal(str(goal["baseline"])),
                "baseline_on": timezone.localdate(),
                "target": Decimal(str(goal["target"])),
                "due_on": self.today + timedelta(days=goal["deadline_in"]),
                "source": goal["source_kind"],
                "owner": self.cast.find(goal["owner"]),
            },
            by=self.cast.hr,
        )
        for role in Responsibility.Role.values:
            held = self.cast.find(facts[role])
            programme.appoint(row, person=held, role=role, by=self.cast.hr)
        stock.choose(row, self.file.competencies, by=self.cast.hr)
        if self.selecting.is_on:
            self.selecting.prepare(row, by=self.cast.hr)
        self._import_roster(row)

    def _orientation(self, name: str) -> Orientation:
        """One of the company's orientations, added the first time it is named."""
        known = Orientation.objects.filter(name=name).first()
        return known or objective.set_orientation(name=name, by=self.cast.hr)

    def _import_roster(self, row: Programme) -> None:
        table = read(self.file.roster.read_bytes(), self.file.roster.name)
        mapping = guess_mapping(table.headers, ENROLMENT_FIELDS)
        known = enrolment.standings(row)
        needs = needs_access.book().words()
        reading = roster.parse(table, mapping, known=known, needs=needs)
        enrolment.import_roster(row, reading.rows, by=self.director)

    def open(self) -> None:
        """Invitations leave; each person gets a day on which to answer, or never does."""
        row = programme.open(self.programme, by=self.director)
        last = min(self.enrol_until, self.today - timedelta(days=1))
        window = (last - self.opens_on).days
        for invited in row.enrolments.select_related("person").order_by("person__email"):
            chance = self.chance("answer", invited.person.email)
            verdict = 0.0 if self.cast.login(invited.person.email) else chance.random()
            day = self.opens_on + timedelta(days=int(window * 0.9 * chance.betavariate(1, 4)))
            if verdict < YES:
                self.diary.note(moment(day, chance), partial(self._accept, invited.pk))
            elif verdict < NO:
                self.diary.note(moment(day, chance), partial(self._decline, invited.pk))

    def _accept(self, enrolment_id: int) -> None:
        row = Enrolment.objects.select_related("person", "programme__mentee_target__framework").get(
            pk=enrolment_id
        )
        self.cast.join(row.person)
        chance = self.chance("stock", row.person.email)
        stock.before(row, chance, always=self._is_login(row))
        if self.selecting.is_on:
            self.selecting.accept(row)
            return
        enrolment.accept(
            row,
            capacity=row.capacity,
            needs=row.needs,
            availability=row.availability,
            by=row.person,
        )

    def select(self) -> None:
        """The director talks to some mentors, decides about all, notes who was trained."""
        self.selecting.interview(self.programme, by=self.director)
        self.selecting.refer(self.programme, by=self.director)
        self.selecting.decide(self.programme, by=self.director)
        self.selecting.train(self.programme, by=self.director)

    def _decline(self, enrolment_id: int) -> None:
        row = Enrolment.objects.select_related("person").get(pk=enrolment_id)
        chance = self.chance("reason", row.person.email)
        reasons = ("no_time", "no_time", "not_ready", "other_programme", "leaving")
        enrolment.decline(row, reason=chance.choice(reasons), by=row.person)

    def lose_somebody(self) -> None:
        """One mentee changes their mind before the matching."""
        rows = self.programme.enrolments.mentees().accepted().select_related("person")
        others = [row for row in rows.order_by("person__email") if not self._is_login(row)]
        leaving = self.chance("withdrawal").choice(others)
        enrolment.withdraw(leaving, by=leaving.person)

    def _is_login(self, row: Enrolment) -> bool:
        return self.cast.login(row.person.email) is not None

    def invite_one_more(self) -> None:
        """Somebody with a login is asked and has not answered yet."""
        mentor = self.cast.find(self.cast.mentor_email)
        enrolment.invite(
            self.programme, people=[mentor], role=Enrolment.Role.MENTOR, by=self.director
        )

    def take_in_a_newcomer(self) -> None:
        """People may join while it runs: whoever came last is asked, and has not answered yet."""
        row = intake.settle(self.programme, answer_days=JOINING_DAYS, by=self.director)
        people = access.invitable(self.cast.hr, row).order_by("-hired_on", "email")
        newest = next(one for one in people if not self.cast.login(one.email))
        enrolment.invite(row, people=[newest], role=Enrolment.Role.MENTEE, by=self.director)

    def invite_by_life_event(self) -> None:
        """A rule of HR invites whoever has just taken up new duties."""
        event = self.file.facts["life_event"]
        life.switch_on(self.programme, event, self.cast, today=self.today)

    def weigh(self) -> None:
        """The director says what makes a good pair."""
        rows = [
            {
                "kind": row["kind"],
                "weight": row["weight"],
                "direction": row["direction"],
                "is_must": row["must"],
                "parameter": row.get("parameter"),
            }
            for row in self.file.facts["criteria"]
        ]
        criteria.set_weights(self.programme, rows=rows, by=self.director)

    def match(self) -> None:
        """A run is computed; the director keeps two pairs they believe in and computes again."""
        first = run.request(self.programme, by=self.director)
        run.perform(first)
        kept = self._lock_pairs_of_the_login(first.pk)
        if kept:
            first.refresh_from_db()
            run.perform(run.resolve(first, by=self.director))

    def _lock_pairs_of_the_login(self, run_id: int) -> int:
        rows = (
            Suggestion.objects.filter(run=run_id, mentor__person__email=self.cast.mentor_email)
            .select_related("run", "mentor", "mentee__person")
            .order_by("-points", "pk")
        )
        wanted = sorted(rows, key=lambda one: one.mentee.person.email != self.cast.mentee_email)
        chosen = wanted[: wanted[0].mentor.capacity] if wanted else []
        for suggestion in chosen:
            run.decide(suggestion, decision=Suggestion.Decision.LOCKED, by=self.director)
        return len(chosen)

    def teach(self, held_in: int) -> None:
        """HR puts the training together; the director gives its workshop."""
        self.learning.prepare(self.programme, director=self.director, held_in=held_in)

    def learn(self) -> None:
        """People do their modules before the pairs begin."""
        self.learning.learn(self.programme)

    def publish(self) -> None:
        """The plan is accepted and published, the programme starts, pairs begin to live."""
        last = self.programme.runs.done().order_by("-pk")[0]
        run.accept_planned(last, by=self.director)
        made = run.publish(last, by=self.director)
        programme.start(self.programme, by=self.director)
        self.relations.begin(made)

    def review(self) -> None:
        """Halfway, the director looks at the objective."""
        for one in self.programme.objectives.all():
            objective.review(one, standing="on_track", by=self.director)

    def match_again(self) -> None:
        """Whoever parted waits for another mentor: a new run lies ready to be reviewed."""
        if self.file.state != "running":
            return
        try:
            run.perform(run.request(self.programme, by=self.director))
        except Refusal:
            # Everybody has a mentor, or no mentor has a place left.
            return

    def measure(self, number: int) -> None:
        """The owner of the indicator enters a value."""
        goal = self.file.indicator
        days, value = goal["measures"][number]
        indicator.measure(
            indicator=Indicator.objects.get(objective__programme=self._id),
            value=Decimal(str(value)),
            measured_on=self.today + timedelta(days=days),
            source=goal["source_kind"],
            by=self.cast.find(goal["owner"]),
        )

    def close(self) -> None:
        """The programme ends; pairs under way end with it, people look at where they stand."""
        stock.after(self.programme, self.chance("stock again"))
        programme.close(self.programme, confirmed=True, by=self.director)
        rhythm.complete_due()
