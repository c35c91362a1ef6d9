"""Variables of replies put into words: days, hours, numbers and names as one says them in each language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
from babel.dates import format_date

from actions.call import Value
from bot.directory import Company
from bot.replies.loader import load, render

LOCALES = {"fr": "fr", "nl": "nl", "it": "it", "da": "da", "en": "en_IE"}
WEEKDAY = {"fr": "EEEE", "nl": "'op' EEEE", "it": "EEEE", "da": "'på' EEEE", "en": "'on' EEEE"}
FULL_DAY = {
    "fr": "'le' EEEE d MMMM",
    "nl": "'op' EEEE d MMMM",
    "it": "EEEE d MMMM",
    "da": "EEEE 'den' d. MMMM",
    "en": "'on' EEEE d MMMM",
}
"""Babel patterns of a day as part of a sentence ("we are open …")."""
WEEK = 7
ALL_DAY = ["00:00", "00:00"]
"""Hours from midnight to midnight: nobody says them so."""


@dataclass(frozen=True)
class Speaker:
    """Who puts values into words: a language, a directory and today's date."""

    language: str
    company: Company
    today: date

    def phrase(self, name: str, **values: object) -> str:
        """A phrase of data/replies, as part of a sentence (it keeps a small first letter)."""
        text = load()[self.language][name].wordings[0].text
        return text.format(**values) if values else text

    def express(self, value: Value) -> str:
        """The words of a value: plain text as it is, or [kind, content]."""
        if isinstance(value, str):
            return value
        kind, content = value
        return KINDS[kind](self, content)

    def either(self, values: list[Value]) -> str:
        """Several values as alternatives: "a, b or c"."""
        return self._joined(values, "phrase_or")

    def both(self, values: list[Value]) -> str:
        """Several values as a list: "a, b and c"."""
        return self._joined(values, "phrase_and")

    def _joined(self, values: list[Value], conjunction: str) -> str:
        words = [self.express(value) for value in values]
        if len(words) < 2:
            return "".join(words)
        return f"{', '.join(words[:-1])} {self.phrase(conjunction)} {words[-1]}"

    def reply(self, name: str, wording: int, values: dict[str, Value]) -> str:
        """A whole reply in words."""
        return render(self.language, name, wording, {key: self.express(value) for key, value in values.items()})


def _day(speaker: Speaker, content: Any) -> str:
    day = date.fromisoformat(str(content)[:10])
    distance = (day - speaker.today).days
    if distance in (0, 1):
        return speaker.phrase("phrase_today" if distance == 0 else "phrase_tomorrow")
    pattern = WEEKDAY if 1 < distance < WEEK else FULL_DAY
    return str(format_date(day, pattern[speaker.language], locale=LOCALES[speaker.language]))


def _weekdays(speaker: Speaker, content: Any) -> str:
    """[first, last] weekday numbers, Monday = 0."""
    # 1 January 2024 was a Monday.
    names = [str(format_date(date(2024, 1, 1 + n), "EEEE", locale=LOCALES[speaker.language])) for n in content]
    return names[0] if names[0] == names[1] else speaker.phrase("phrase_day_to_day", first=names[0], last=names[1])


def clock(value: str) -> str:
    """ "09:00" as one writes it in a sentence: "9:00"."""
    hours, minutes = value.split(":")[:2]
    return f"{int(hours)}:{minutes}"


def _moment(speaker: Speaker, content: Any) -> str:
    """An ISO datetime in local time as day and time."""
    moment = datetime.fromisoformat(content)
    words = _day(speaker, moment.date().isoformat())
    return speaker.phrase("phrase_day_at_time", day=words, time=clock(f"{moment:%H:%M}"))


def _hours(speaker: Speaker, content: Any) -> str:
    """Pairs of HH:MM."""
    if list(content) == [ALL_DAY]:
        return speaker.phrase("phrase_all_day")
    spans = [speaker.phrase("phrase_from_to", start=clock(start), end=clock(end)) for start, end in content]
    return f" {speaker.phrase('phrase_and')} ".join(spans)


def _week(speaker: Speaker, content: Any) -> str:
    """Rows of [weekdays, pairs]; no pairs = closed."""
    rows = []
    for days, spans in content:
        words = _hours(speaker, spans) if spans else speaker.phrase("phrase_closed")
        rows.append(f"{_weekdays(speaker, days)} {words}")
    return ", ".join(rows)


def _holiday(speaker: Speaker, content: Any) -> str:
    """[kind, key, ISO date]: the holiday on which a department or site may be closed."""
    kind, key, day = content
    owner = (speaker.company.departments if kind == "department" else speaker.company.sites)[key]
    return owner.schedule.holiday(date.fromisoformat(day), speaker.language) or ""


def _described(speaker: Speaker, content: Any) -> str:
    """A person with the department, to tell people of one name apart."""
    person = speaker.company.people[content]
    department = speaker.company.departments[person.department].names[speaker.language]
    return speaker.phrase("phrase_person_of", person=person.name, department=department)


def _phone(_speaker: Speaker, content: Any) -> str:
    try:
        number = phonenumbers.parse(str(content), None)
    except phonenumbers.NumberParseException:
        return str(content)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def _wait(speaker: Speaker, content: Any) -> str:
    minutes = round(int(content) / 60)
    if minutes < 1:
        return speaker.phrase("phrase_wait_short")
    return speaker.phrase("phrase_wait_minute") if minutes == 1 else speaker.phrase("phrase_wait_minutes", n=minutes)


def _options(speaker: Speaker, content: Any) -> str:
    return speaker.either(list(content))


KINDS: dict[str, Callable[[Speaker, Any], str]] = {
    "department": lambda speaker, key: speaker.company.departments[key].names[speaker.language],
    "description": lambda speaker, key: speaker.company.departments[key].descriptions[speaker.language],
    "person": lambda speaker, key: speaker.company.people[key].name,
    "site": lambda speaker, key: speaker.company.sites[key].names[speaker.language],
    "city": lambda speaker, key: speaker.company.sites[key].cities[speaker.language],
    "parking": lambda speaker, key: speaker.company.sites[key].parking[speaker.language],
    "transport": lambda speaker, key: speaker.company.sites[key].transport[speaker.language],
    "product": lambda speaker, key: speaker.company.products[key].names[speaker.language],
    "phrase": lambda speaker, name: speaker.phrase(name),
    "language": lambda speaker, code: speaker.phrase(f"phrase_language_{code}"),
    "holiday": _holiday,
    "described": _described,
    "day": _day,
    "moment": _moment,
    "time": lambda _speaker, value: clock(value),
    "hours": _hours,
    "week": _week,
    "phone": _phone,
    "wait": _wait,
    "either": _options,
    "both": lambda speaker, values: speaker.both(list(values)),
}


def local_today(now: datetime, timezone: str) -> date:
    """The date at a site."""
    return now.astimezone(ZoneInfo(timezone)).date()
