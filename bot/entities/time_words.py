"""Words for times of day in five languages, folded. Underscores stand for blanks inside one phrase."""

from __future__ import annotations

from dataclasses import dataclass


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _phrases(words: str) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted((tuple(phrase.split("_")) for phrase in words.split()), key=len, reverse=True))


@dataclass(frozen=True)
class TimeWords:
    """How a language tells the time."""

    noon: tuple[tuple[str, ...], ...]
    midnight: tuple[tuple[str, ...], ...]
    units: frozenset[str]
    """After the hour: o'clock, heures, uur."""
    cues: frozenset[str]
    """Before an hour that stands without a unit."""
    ranges: frozenset[str]
    """Between two hours: "between ten *and* twelve"."""
    durations: frozenset[str]
    """Before an hour with its unit: it is a length of time."""
    articles: frozenset[str]
    """Between the cue and the hour."""
    half: frozenset[str]
    """Half an hour: before the hour ("halv fire") or after it ("et demie")."""
    half_before: int
    """Minutes that the half before an hour adds: -30 in Dutch and Danish, 30 in English, 0 where it is not said."""
    quarter: frozenset[str]
    past: frozenset[str]
    to: frozenset[str]
    """Ten *to* four: before the hour, after the minutes."""
    minutes: frozenset[str]
    plus: frozenset[str]
    """After the hour, before minutes: "e mezza", "et quart"."""
    minus: frozenset[str]
    """After the hour, before minutes: "moins le quart"."""
    morning: tuple[tuple[str, ...], ...]
    afternoon: tuple[tuple[str, ...], ...]
    evening: tuple[tuple[str, ...], ...]
    night: tuple[tuple[str, ...], ...]
    needs_unit: bool = False
    """An hour counts only with its unit (French)."""


TIME_WORDS: dict[str, TimeWords] = {
    "fr": TimeWords(
        noon=_phrases("midi"), midnight=_phrases("minuit"), units=_set("heure heures h heur"),
        cues=_set("a vers avant apres jusqu des entre pour"), ranges=_set("et a ou"),
        durations=_set("dans pendant depuis durant toutes a_peine chaque fait"), articles=_set("les le l environ"),
        half=_set("demi demie"), half_before=0, quarter=_set("quart"), past=_set(""), to=_set(""),
        minutes=_set("minute minutes"), plus=_set("et"), minus=_set("moins"),
        morning=_phrases("du_matin matin matinee"), afternoon=_phrases("de_l_apres_midi apres_midi"),
        evening=_phrases("du_soir soir soiree"), night=_phrases("de_la_nuit nuit"), needs_unit=True,
    ),
    "nl": TimeWords(
        noon=_phrases("twaalf_uur_s_middags"), midnight=_phrases("middernacht"), units=_set("uur u ure"),
        cues=_set("om na voor tot van vanaf rond tegen omstreeks tussen rondom"), ranges=_set("en tot of"),
        durations=_set("over al sinds binnen gedurende elke nog"), articles=_set("een ongeveer circa de zo"),
        half=_set("half halve"), half_before=-30, quarter=_set("kwart kwartier"), past=_set("over na"), to=_set("voor"),
        minutes=_set("minuut minuten"), plus=_set(""), minus=_set(""),
        morning=_phrases("s_morgens s_ochtends smorgens ochtend voormiddag s_voormiddags vanmorgen vanochtend morgens "
                         "ochtends"),
        afternoon=_phrases("s_middags smiddags middag namiddag s_namiddags vanmiddag middags"),
        evening=_phrases("s_avonds savonds avond vanavond avonds"), night=_phrases("s_nachts vannacht nacht nachts"),
    ),
    "it": TimeWords(
        noon=_phrases("mezzogiorno mezzodi"), midnight=_phrases("mezzanotte"), units=_set(""),
        cues=_set("alle all dalle dall le l ore verso per entro prima dopo tra fra fino"), ranges=_set("e alle all o "
        "le"),
        durations=_set(""), articles=_set("le l ore delle circa"),
        half=_set("mezza mezzo"), half_before=0, quarter=_set("quarto quarti"), past=_set(""), to=_set(""),
        minutes=_set("minuti minuto"), plus=_set("e"), minus=_set("meno"),
        morning=_phrases("di_mattina del_mattino della_mattina mattina mattino stamattina stamani"),
        afternoon=_phrases("del_pomeriggio di_pomeriggio pomeriggio"), evening=_phrases("di_sera della_sera stasera "
        "sera"),
        night=_phrases("di_notte della_notte notte stanotte"),
    ),
    "da": TimeWords(
        noon=_phrases("tolv_middag"), midnight=_phrases("midnat"), units=_set("tiden"),
        cues=_set("klokken kl klokka ved efter for mellem til fra omkring inden indtil cirka ca omtrent"),
        ranges=_set("og til eller"), durations=_set(""), articles=_set("klokken kl cirka ca omkring"),
        half=_set("halv halvt"), half_before=-30, quarter=_set("kvart kvarter"), past=_set("over"), to=_set("i"),
        minutes=_set("minut minutter"), plus=_set(""), minus=_set(""),
        morning=_phrases("om_morgenen om_formiddagen formiddag i_formiddag morgenen i_morges formiddagen"),
        afternoon=_phrases("om_eftermiddagen eftermiddag i_eftermiddag eftermiddagen"),
        evening=_phrases("om_aftenen aften i_aften aftenen"), night=_phrases("om_natten i_nat natten"),
    ),
    "en": TimeWords(
        noon=_phrases("noon midday twelve_noon 12_noon"), midnight=_phrases("midnight"), units=_set("oclock o_clock"),
        cues=_set("at by around about before after until till from between since for"), ranges=_set("and to till "
        "until or"),
        durations=_set(""), articles=_set("about around the"),
        half=_set("half"), half_before=30, quarter=_set("quarter"), past=_set("past after"), to=_set("to of till "
        "before"),
        minutes=_set("minute minutes"), plus=_set(""), minus=_set(""),
        morning=_phrases("in_the_morning this_morning morning am a_m"),
        afternoon=_phrases("in_the_afternoon this_afternoon afternoon pm p_m"),
        evening=_phrases("in_the_evening this_evening evening tonight"), night=_phrases("at_night night"),
    ),
}  # fmt: skip
