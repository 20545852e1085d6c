"""Who plays in a demo company: HR, those with a printed login, and everybody of the export."""

from random import Random

from mentorat.demo.files import CompanyFile, Login
from people.actions import invitation, profile
from people.models import Person
from privacy.actions import notice

PASSWORD = "une-annee-de-mentorat"
"""The password of every printed login: the demo runs on the machine of whoever tries it."""
READ = 0.85
"""How many of those who join say to have read how their data is used."""


class Cast:
    """The persons of one company by their address; all reads happen inside that company."""

    def __init__(self, file: CompanyFile) -> None:
        self._logins = {login.email: login for login in file.logins}
        self._by_email: dict[str, Person] = {}
        self.hr_email = file.login("hr_admin").email
        self.mentor_email = file.login("mentor").email
        self.mentee_email = file.login("mentee").email

    @property
    def hr(self) -> Person:
        """The HR admin who set everything up."""
        return self.find(self.hr_email)

    def find(self, email: str) -> Person:
        """The person with this address."""
        if email not in self._by_email:
            self._by_email[email] = Person.objects.get(email=email)
        return self._by_email[email]

    def forget(self) -> None:
        """Read everybody anew: the rows have changed."""
        self._by_email.clear()

    def login(self, email: str) -> Login | None:
        """The printed login of this address, if it has one."""
        return self._logins.get(email)

    def join(self, person: Person) -> None:
        """Open the account of somebody who was invited; does nothing when it is open.

        Only printed logins get a password: the others would ask for one when they first need it,
        and hashing three hundred takes longer than the whole year.
        """
        if person.joined_at:
            return
        login = self.login(person.email)
        joined = invitation.accept(invitation.token(person), password=PASSWORD if login else None)
        person.joined_at = joined.joined_at
        # The mentee with a login finds the notice on the home page.
        if person.email != self.mentee_email and Random(person.email).random() < READ:
            notice.acknowledge(joined)
        if login and person.language != login.language:
            profile.choose(joined, language=login.language, time_zone=joined.time_zone)
