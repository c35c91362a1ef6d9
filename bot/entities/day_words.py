"""Words for days in five languages, folded. Underscores stand for blanks inside one phrase."""

from __future__ import annotations

from dataclasses import dataclass


def _numbered(words: str, start: int = 0) -> dict[str, int]:
    return {word: value for value, group in enumerate(words.split(), start) for word in group.split("/")}


def _phrases(words: str) -> tuple[tuple[str, ...], ...]:
    found = [tuple(phrase.split("_")) for phrase in words.split()]
    return tuple(sorted(found, key=len, reverse=True))


def _offsets(offsets: dict[int, str]) -> dict[tuple[str, ...], int]:
    return {phrase: offset for offset, words in offsets.items() for phrase in _phrases(words)}


@dataclass(frozen=True)
class DayWords:
    """How a language names days."""

    weekdays: dict[str, int]
    """0 is Monday."""
    months: dict[str, int]
    ordinals: dict[str, int]
    """Days of the month that are ordinal words."""
    endings: frozenset[str]
    """What follows a figure as an ordinal: 14 *th*."""
    leads: tuple[tuple[str, ...], ...]
    """Articles before a day of the month."""
    of: frozenset[str]
    """Words between the day and the month."""
    offsets: dict[tuple[str, ...], int]
    """Days from today."""
    coming: tuple[tuple[str, ...], ...]
    """Beside a weekday: the first one to come."""
    following: tuple[tuple[str, ...], ...]
    """Beside a weekday: the one in the next week (Monday to Sunday)."""
    in_a_week: tuple[tuple[str, ...], ...]
    """After a weekday: a week later."""
    in_two_weeks: tuple[tuple[str, ...], ...]
    """After a weekday: two weeks later."""
    gone: tuple[tuple[str, ...], ...]
    """Beside a weekday: the last one."""
    preceding: tuple[tuple[str, ...], ...]
    """Beside a weekday: the one in the week before this."""
    in_days: tuple[tuple[str, ...], ...]
    """Before a number of days from today."""
    ago: tuple[tuple[str, ...], ...]
    """Before or after a number of days before today."""
    days: frozenset[str]
    weeks: frozenset[str]
    weekend: frozenset[str]
    parts: frozenset[str] = frozenset()
    """Parts of the day that make one word with a weekday."""


_EN_TENS = {"twenty": 20, "thirty": 30}
_EN_ORDINALS = _numbered(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth",
    1,
) | {"thirtieth": 30}

DAY_WORDS: dict[str, DayWords] = {
    "fr": DayWords(
        weekdays=_numbered("lundi/lundis mardi/mardis mercredi/mercredis jeudi/jeudis vendredi/vendredis "
        "samedi/samedis "
                           "dimanche/dimanches"),
        months=_numbered("janvier/janv fevrier/fevr mars avril mai juin juillet/juil aout septembre/sept octobre/oct "
                         "novembre/nov decembre/dec", 1),
        ordinals={"premier": 1},
        endings=frozenset(("er", "e", "eme")),
        leads=_phrases("le au du pour_le"),
        of=frozenset(("de", "du", "d")),
        offsets=_offsets({0: "aujourd_hui aujourdhui ce_jour ce_matin ce_soir cet_apres_midi cette_apres_midi ce_midi "
                             "tout_a_l_heure cette_nuit",
                          1: "demain demain_matin demain_soir demain_apres_midi lendemain", 2: "apres_demain "
                          "surlendemain",
                          -1: "hier hier_soir hier_matin", -2: "avant_hier", 7: "dans_une_semaine d_ici_une_semaine",
                          14: "dans_une_quinzaine d_ici_une_quinzaine"}),
        coming=_phrases("prochain qui_vient ce cette"),
        following=_phrases("de_la_semaine_prochaine semaine_prochaine de_la_semaine_qui_vient la_semaine_prochaine"),
        in_a_week=_phrases("en_huit en_huit_jours d_apres"),
        in_two_weeks=_phrases("en_quinze"),
        gone=_phrases("dernier passe"),
        preceding=_phrases("de_la_semaine_derniere semaine_derniere de_la_semaine_passee la_semaine_derniere"),
        in_days=_phrases("dans d_ici"),
        ago=_phrases("il_y_a"),
        days=frozenset(("jour", "jours")),
        weeks=frozenset(("semaine", "semaines")),
        weekend=frozenset(("weekend",)),
    ),
    "nl": DayWords(
        weekdays=_numbered("maandag/maandags dinsdag/dinsdags woensdag/woensdags donderdag/donderdags vrijdag/vrijdags "
                           "zaterdag/zaterdags zondag/zondags"),
        months=_numbered("januari/jan februari/feb maart/mrt april/apr mei juni/jun juli/jul augustus/aug "
        "september/sept/sep "
                         "oktober/okt november/nov december/dec", 1),
        ordinals=_numbered("eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde "
        "dertiende "
                           "veertiende vijftiende zestiende zeventiende achttiende negentiende twintigste "
                           "eenentwintigste "
                           "tweeentwintigste drieentwintigste vierentwintigste vijfentwintigste zesentwintigste "
                           "zevenentwintigste achtentwintigste negenentwintigste dertigste eenendertigste", 1),
        endings=frozenset(("e", "de", "ste")),
        leads=_phrases("de op_de den"),
        of=frozenset(("van",)),
        offsets=_offsets({0: "vandaag vanavond vanmiddag vanmorgen vanochtend vannacht vanvoormiddag vannamiddag heden "
                             "deze_namiddag deze_voormiddag deze_avond dezen_avond straks",
                          1: "morgen morgenochtend morgenavond morgenmiddag morgenvroeg morgen_vroeg morgennamiddag "
                             "morgenvoormiddag", 2: "overmorgen", -1: "gisteren gisteravond gistermiddag gisterochtend",
                          -2: "eergisteren", 7: "over_een_week binnen_een_week"}),
        coming=_phrases("aanstaande aanstaand komende eerstvolgende a_s deze"),
        following=_phrases("volgende_week volgende van_volgende_week"),
        in_a_week=_phrases("over_een_week over_acht_dagen"),
        in_two_weeks=_phrases("over_twee_weken over_veertien_dagen"),
        gone=_phrases("vorige afgelopen laatste verleden"),
        preceding=_phrases("vorige_week van_vorige_week verleden_week"),
        in_days=_phrases("over binnen"),
        ago=_phrases("geleden"),
        days=frozenset(("dag", "dagen")),
        weeks=frozenset(("week", "weken")),
        weekend=frozenset(("weekend", "weekeinde")),
        parts=frozenset(["ochtend", "morgen", "middag", "avond", "namiddag", "voormiddag", "nacht", "ochtends"]),
    ),
    "it": DayWords(
        weekdays=_numbered("lunedi martedi mercoledi giovedi venerdi sabato/sabati domenica/domeniche"),
        months=_numbered("gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug agosto/ago "
                         "settembre/set ottobre/ott novembre/nov dicembre/dic", 1),
        ordinals={"primo": 1},
        endings=frozenset(),
        leads=_phrases("il l lo giorno il_giorno del dell al all per_il dal"),
        of=frozenset(("di", "del", "d")),
        offsets=_offsets({0: "oggi stasera stamattina stamani oggi_pomeriggio questo_pomeriggio questa_sera "
        "questa_mattina "
                             "stanotte in_giornata in_serata", 1: "domani domattina domani_mattina domani_sera "
                             "domani_pomeriggio l_indomani", 2: "dopodomani dopo_domani", -1: "ieri ieri_mattina "
                             "ieri_sera",
                          -2: "l_altro_ieri altroieri ieri_l_altro avantieri avant_ieri", 7: "fra_una_settimana "
                          "tra_una_settimana"}),
        coming=_phrases("prossimo prossima questo questa che_viene"),
        following=_phrases("della_prossima_settimana della_settimana_prossima la_settimana_prossima "
        "la_prossima_settimana "
                           "settimana_prossima prossima_settimana"),
        in_a_week=_phrases("a_otto a_otto_giorni"),
        in_two_weeks=_phrases("a_quindici a_quindici_giorni"),
        gone=_phrases("scorso scorsa passato passata"),
        preceding=_phrases("della_settimana_scorsa la_settimana_scorsa della_scorsa_settimana"),
        in_days=_phrases("fra tra"),
        ago=_phrases("fa"),
        days=frozenset(("giorno", "giorni")),
        weeks=frozenset(("settimana", "settimane")),
        weekend=frozenset(("weekend",)),
    ),
    "da": DayWords(
        weekdays=_numbered("mandag/mandage/mandagen tirsdag/tirsdage/tirsdagen onsdag/onsdage/onsdagen "
                           "torsdag/torsdage/torsdagen fredag/fredage/fredagen lordag/lordage/lordagen/loerdag "
                           "sondag/sondage/sondagen/soendag"),
        months=_numbered("januar/jan februar/feb marts/mar april/apr maj juni/jun juli/jul august/aug "
        "september/sept/sep "
                         "oktober/okt november/nov december/dec", 1),
        ordinals=_numbered("forste anden/andet tredje fjerde femte sjette syvende ottende niende tiende "
        "ellevte/elvte tolvte "
                           "trettende fjortende femtende sekstende/sekstenede syttende attende nittende tyvende "
                           "enogtyvende "
                           "toogtyvende treogtyvende fireogtyvende femogtyvende seksogtyvende syvogtyvende "
                           "otteogtyvende "
                           "niogtyvende tredivte/tredvte enogtredivte", 1),
        endings=frozenset(),
        leads=_phrases("den d"),
        of=frozenset(("i",)),
        offsets=_offsets({0: "i_dag idag i_aften i_eftermiddag i_formiddag i_morges i_nat senere_i_dag til_aften",
                          1: "i_morgen imorgen i_morgen_tidlig", 2: "i_overmorgen overmorgen", -1: "i_gar igar "
                          "i_gaar i_aftes",
                          -2: "i_forgars i_forgaars", 7: "om_en_uge om_otte_dage", 14: "om_fjorten_dage "
                          "over_fjorten_dage"}),
        coming=_phrases("pa kommende forstkommende denne forste"),
        following=_phrases("naeste i_naeste_uge naeste_uge"),
        in_a_week=_phrases("om_otte_dage om_en_uge otte_dage"),
        in_two_weeks=_phrases("fjorten_dage om_fjorten_dage om_to_uger"),
        gone=_phrases("sidste forrige"),
        preceding=_phrases("i_sidste_uge sidste_uge"),
        in_days=_phrases("om"),
        ago=_phrases("for siden"),
        days=frozenset(("dag", "dage")),
        weeks=frozenset(("uge", "uger")),
        weekend=frozenset(("weekend", "weekenden", "weekender")),
        parts=frozenset(["morgen", "aften", "formiddag", "eftermiddag", "middag"]),
    ),
    "en": DayWords(
        weekdays=_numbered("monday/mondays tuesday/tuesdays wednesday/wednesdays thursday/thursdays friday/fridays "
                           "saturday/saturdays sunday/sundays"),
        months=_numbered("january/jan february/feb march/mar april/apr may june/jun july/jul august/aug "
        "september/sept/sep "
                         "october/oct november/nov december/dec", 1),
        ordinals=_EN_ORDINALS,
        endings=frozenset(("st", "nd", "rd", "th")),
        leads=_phrases("the on_the"),
        of=frozenset(("of",)),
        offsets=_offsets({0: "today tonight this_morning this_afternoon this_evening later_today",
                          1: "tomorrow tomorrow_morning tomorrow_afternoon tomorrow_evening tomorrow_night",
                          2: "day_after_tomorrow the_day_after_tomorrow overmorrow",
                          -1: "yesterday last_night", -2: "the_day_before_yesterday day_before_yesterday",
                          7: "in_a_week a_week_from_today a_week_from_now a_week_today this_day_week in_a_week_s_time",
                          8: "a_week_tomorrow a_week_from_tomorrow",
                          14: "in_a_fortnight a_fortnight_from_now a_fortnight_from_today a_fortnight_today "
                              "in_a_fortnight_s_time"}),
        coming=_phrases("this coming this_coming upcoming on"),
        following=_phrases("next next_week of_next_week"),
        in_a_week=_phrases("week"),
        in_two_weeks=_phrases("fortnight"),
        gone=_phrases("last past"),
        preceding=_phrases("last_week of_last_week"),
        in_days=_phrases("in within"),
        ago=_phrases("ago"),
        days=frozenset(("day", "days")),
        weeks=frozenset(("week", "weeks")),
        weekend=frozenset(("weekend", "weekends")),
    ),
}  # fmt: skip

A_WEEK_FROM = _phrases("a_week a_week_on a_week_from a_week_next week_from")
"""English only, before a weekday: a week later."""
EN_ORDINAL_TENS = _EN_TENS
FROM_NOW = _phrases("from_now from_today")
"""English only, after a number of days."""
