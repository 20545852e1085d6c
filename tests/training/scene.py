"""A programme with people who take part, for the tests of the training."""

from dataclasses import dataclass

from people.models import Person
from programmes.models import Enrolment, Programme
from tests import factories


@dataclass
class Scene:
    """An open programme: Bob is mentor, Dana mentee; ``hr`` steers it."""

    programme: Programme
    hr: Person
    mentor: Enrolment
    mentee: Enrolment

    @property
    def bob(self) -> Person:
        """The mentor."""
        return self.mentor.person

    @property
    def dana(self) -> Person:
        """The mentee."""
        return self.mentee.person

    def one_more(self, role: str = "mentee") -> Person:
        """Another one who takes part."""
        return factories.EnrolmentFactory(programme=self.programme, role=role).person  # type: ignore[no-any-return]


def build(hr: Person, bob: Person) -> Scene:
    """Make it in the company that is chosen."""
    programme = factories.ProgrammeFactory()
    return Scene(
        programme=programme,
        hr=hr,
        mentor=factories.EnrolmentFactory(programme=programme, person=bob, role="mentor"),
        mentee=factories.EnrolmentFactory(
            programme=programme,
            person=factories.PersonFactory(given_name="Dana", family_name="Sorel"),
        ),
    )
