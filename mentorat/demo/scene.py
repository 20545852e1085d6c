"""What the life of one programme has in common: its file, its days, its people, its chance."""

from datetime import date
from random import Random

from mentorat.demo.cast import Cast
from mentorat.demo.diary import Diary
from mentorat.demo.files import ProgrammeFile


class Scene:
    """One programme of the files, on the day the demo is built."""

    def __init__(self, file: ProgrammeFile, cast: Cast, diary: Diary, today: date) -> None:
        self.file, self.cast, self.diary, self.today = file, cast, diary, today
        self.opens_on = file.day("opens", today)
        self.starts_on = file.day("starts", today)
        self.ends_on = file.day("ends", today)

    def chance(self, *about: object) -> Random:
        """Chance that repeats itself: the same for the same question about this programme."""
        return Random(":".join(map(str, (self.file.key, *about))))
