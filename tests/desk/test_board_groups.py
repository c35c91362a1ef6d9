"""History is cut up in local time, also on the days on which clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.board import groups
from desk.board.figures import Target
from desk.board.groups import By, TooManyError
from desk.board.history import Rows, report
from desk.board.rows import CallRow

pytestmark = pytest.mark.unit
COPENHAGEN, KOLKATA, HOWE = ZoneInfo("Europe/Copenhagen"), ZoneInfo("Asia/Kolkata"), ZoneInfo("Australia/Lord_Howe")
BEIRUT, HAVANA = ZoneInfo("Asia/Beirut"), ZoneInfo("America/Havana")


def day(zone: ZoneInfo, year: int, month: int, date: int) -> tuple[datetime, datetime]:
    """Midnight to midnight, as the people there have it."""
    begin = datetime(year, month, date, tzinfo=zone)
    end = datetime(year, month, date, tzinfo=zone) + timedelta(days=1)
    return begin.astimezone(UTC), end.astimezone(UTC)


def local(starts: list[datetime], zone: ZoneInfo) -> list[str]:
    return [start.astimezone(zone).strftime("%H:%M%z") for start in starts]


def test_a_usual_day() -> None:
    begin, end = day(COPENHAGEN, 2026, 3, 2)
    assert len(groups.starts(begin, end, "hour", COPENHAGEN)) == 24
    assert len(groups.starts(begin, end, "quarter", COPENHAGEN)) == 96
    assert groups.starts(begin, end, "day", COPENHAGEN) == [datetime(2026, 3, 1, 23, tzinfo=UTC)]


def test_the_day_of_25_hours() -> None:
    begin, end = day(COPENHAGEN, 2026, 10, 25)
    hours = groups.starts(begin, end, "hour", COPENHAGEN)
    assert local(hours, COPENHAGEN)[1:5] == ["01:00+0200", "02:00+0200", "02:00+0100", "03:00+0100"]
    assert len(hours) == 25
    assert groups.starts(begin, end, "day", COPENHAGEN) == [begin]


def test_the_day_of_23_hours() -> None:
    begin, end = day(COPENHAGEN, 2026, 3, 29)
    hours = groups.starts(begin, end, "hour", COPENHAGEN)
    assert local(hours, COPENHAGEN)[1:4] == ["01:00+0100", "03:00+0200", "04:00+0200"]
    assert len(hours) == 23


def test_calls_of_the_hour_that_comes_twice() -> None:
    begin, end = day(COPENHAGEN, 2026, 10, 25)
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    calls = [CallRow(at, at, None, "da", "answered", None) for at in (first, second, second)]
    made = report(Rows(calls), begin, end, "hour", COPENHAGEN, Target(), end)
    assert {line.key: line.figures.calls for line in made.lines if line.figures.calls} == {
        "2026-10-25T02:00+02:00": 1,
        "2026-10-25T02:00+01:00": 2,
    }
    assert [line.figures.calls for line in report(Rows(calls), begin, end, "day", COPENHAGEN, Target(), end).lines] == [
        3
    ]


def test_clocks_that_are_half_an_hour_off_or_change_by_half_an_hour() -> None:
    begin, end = day(KOLKATA, 2026, 3, 2)
    assert local(groups.starts(begin, end, "hour", KOLKATA), KOLKATA)[:2] == ["00:00+0530", "01:00+0530"]
    begin, end = day(HOWE, 2026, 4, 5)
    hours = local(groups.starts(begin, end, "hour", HOWE), HOWE)
    assert hours[1:4] == ["01:00+1100", "01:30+1030", "02:00+1030"]


def test_midnights_that_do_not_come_or_come_twice() -> None:
    begin, end = day(BEIRUT, 2026, 3, 29)
    assert local(groups.starts(begin, end, "day", BEIRUT), BEIRUT) == ["01:00+0300"]
    begin, end = day(HAVANA, 2026, 11, 1)
    assert (end - begin) == timedelta(hours=25)
    assert groups.starts(begin, end, "day", HAVANA) == [begin]


def test_weeks_begin_on_monday() -> None:
    begin = datetime(2026, 10, 21, 15, tzinfo=UTC)  # a Wednesday; clocks change on the Sunday
    weeks = groups.starts(begin, begin + timedelta(days=10), "week", COPENHAGEN)
    assert [start.astimezone(COPENHAGEN).strftime("%a %d %H:%M") for start in weeks] == ["Mon 19 00:00", "Mon 26 00:00"]


def test_a_report_that_nobody_reads_is_refused() -> None:
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    with pytest.raises(TooManyError, match="choose a shorter time or longer steps"):
        groups.starts(begin, begin + timedelta(days=3650), "quarter", COPENHAGEN)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)),
    st.floats(0, 4),
    st.sampled_from(["quarter", "hour", "day", "week"]),
    st.sampled_from([COPENHAGEN, KOLKATA, HOWE, BEIRUT, HAVANA]),
)
def test_stretches_cover_the_time_without_gap_and_are_whole(
    naive: datetime, days: float, by: By, zone: ZoneInfo
) -> None:
    begin = naive.replace(tzinfo=UTC)
    end = begin + timedelta(days=days, minutes=1)
    starts = groups.starts(begin, end, by, zone)
    assert starts[0] <= begin
    assert starts == sorted(set(starts))
    assert starts[-1] < end
    # Each but the first begins where its own time begins, wherever one looks from.
    for start in starts[1:]:
        assert groups.starts(start, start + timedelta(seconds=1), by, zone) == [start]
        assert groups.starts(start - timedelta(seconds=1), start, by, zone) != [start]
