"""Words for days in five languages, folded. Underscores stand for blanks inside one phrase."""

from __future__ import annotations

from dataclasses import dataclass

from bot.entities.word_set import numbered, phrases


def _offsets(offsets: dict[int, str]) -> dict[tuple[str, ...], int]:
    return {phrase: offset for offset, words in offsets.items() for phrase in phrases(words)}


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
    month_units: frozenset[str]
    next_month: tuple[tuple[str, ...], ...]
    """After a day of the month: "of next month"."""
    this_month: tuple[tuple[str, ...], ...]
    the_month: tuple[tuple[str, ...], ...]
    """ "Of the month": the first such date to come."""
    last_day: tuple[tuple[str, ...], ...]
    """Before a month: its last day."""
    nth: dict[str, int]
    """Before a weekday and a month: the first to the fifth, and -1 for the last."""
    joins: frozenset[str]
    """Between "next week" and the weekday: "next week *on* friday"."""
    after_next: tuple[tuple[str, ...], ...]
    """Beside a weekday: the one in the week after next."""
    this_week: tuple[tuple[str, ...], ...]
    eve: tuple[tuple[str, ...], ...]
    """Before a feast: the day before it."""
    morrow: tuple[tuple[str, ...], ...]
    """Before a feast: the day after it."""
    parts: frozenset[str] = frozenset()
    """Parts of the day that make one word with a weekday."""


_EN_TENS = {"twenty": 20, "thirty": 30}
_EN_ORDINALS = numbered(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth",
    1,
) | {"thirtieth": 30}

DAY_WORDS: dict[str, DayWords] = {
    "fr": DayWords(
        weekdays=numbered("lundi/lundis mardi/mardis mercredi/mercredis jeudi/jeudis vendredi/vendredis "
                           "samedi/samedis dimanche/dimanches"),
        months=numbered("janvier/janv fevrier/fevr mars avril mai juin juillet/juil aout septembre octobre/oct "
                         "novembre/nov decembre/dec", 1),
        ordinals={"premier": 1},
        endings=frozenset(("er", "e", "eme")),
        leads=phrases("le au du pour_le jusqu_au"),
        of=frozenset(("de", "du", "d")),
        offsets=_offsets({0: "aujourd_hui aujourdhui ce_jour ce_matin ce_soir cet_apres_midi cette_apres_midi "
                             "ce_midi tout_a_l_heure cette_nuit",
                          1: "demain demain_matin demain_soir demain_apres_midi lendemain au_lendemain",
                          2: "apres_demain surlendemain", -1: "hier hier_soir hier_matin", -2: "avant_hier",
                          7: "dans_une_semaine d_ici_une_semaine d_ici_une_huitaine dans_une_huitaine",
                          14: "dans_une_quinzaine d_ici_une_quinzaine"}),
        coming=phrases("prochain qui_vient ce cette le_prochain prochain_venant"),
        following=phrases("de_la_semaine_prochaine semaine_prochaine de_la_semaine_qui_vient la_semaine_prochaine "
                           "de_la_prochaine_semaine la_prochaine_semaine la_semaine_qui_vient de_la_semaine_pro "
                           "la_semaine_pro semaine_pro de_la_semaine_d_apres de_la_semaine_suivante la_semaine_d_apres "
                           "la_semaine_suivante"),
        in_a_week=phrases("en_huit en_huit_jours d_apres"),
        in_two_weeks=phrases("en_quinze en_quinze_jours"),
        gone=phrases("dernier passe"),
        preceding=phrases("de_la_semaine_derniere semaine_derniere de_la_semaine_passee la_semaine_derniere"),
        in_days=phrases("dans d_ici"),
        ago=phrases("il_y_a"),
        days=frozenset(("jour", "jours")),
        weeks=frozenset(("semaine", "semaines")),
        weekend=frozenset(("weekend",)),
        month_units=frozenset(("mois",)),
        next_month=phrases("du_mois_prochain du_prochain_mois le_mois_prochain du_mois_qui_vient du_mois_suivant "
                            "mois_prochain du_mois_d_apres"),
        this_month=phrases("de_ce_mois_ci de_ce_mois du_mois_en_cours ce_mois_ci ce_mois courant"),
        the_month=phrases("du_mois"),
        last_day=phrases("dernier_jour"),
        nth={"premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4, "cinquieme": 5, "dernier": -1},
        joins=frozenset(("le", "ce")), after_next=phrases("de_la_semaine_d_apres_la_prochaine"),
        this_week=phrases("de_cette_semaine cette_semaine de_la_semaine"),
        eve=phrases("la_veille_de la_veille_du la_veille_de_la la_veille_de_l veille_de veille_du veille_de_la "
                     "veille_de_l le_jour_avant la_veille_des"),
        morrow=phrases("le_lendemain_de le_lendemain_du le_lendemain_de_la le_lendemain_de_l lendemain_de "
                        "lendemain_du le_jour_apres lendemain_de_la lendemain_de_l"),
    ),
    "nl": DayWords(
        weekdays=numbered("maandag/maandags dinsdag/dinsdags woensdag/woensdags donderdag/donderdags vrijdag/vrijdags "
                           "zaterdag/zaterdags zondag/zondags"),
        months=numbered("januari/jan februari/feb maart/mrt april/apr mei juni/jun juli/jul augustus/aug "
                         "september/sept/sep oktober/okt november/nov december/dec", 1),
        ordinals=numbered("eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde "
                           "dertiende veertiende vijftiende zestiende zeventiende achttiende negentiende twintigste "
                           "eenentwintigste tweeentwintigste drieentwintigste vierentwintigste vijfentwintigste "
                           "zesentwintigste zevenentwintigste achtentwintigste negenentwintigste dertigste "
                           "eenendertigste", 1),
        endings=frozenset(("e", "de", "ste", "den", "sten")),
        leads=phrases("de op_de den"),
        of=frozenset(("van",)),
        offsets=_offsets({0: "vandaag vanavond vanmiddag vanmorgen vanochtend vannacht vanvoormiddag vannamiddag "
                             "heden deze_namiddag deze_voormiddag deze_avond dezen_avond straks",
                          1: "morgen morgenochtend morgenavond morgenmiddag morgenvroeg morgen_vroeg "
                             "morgennamiddag morgenvoormiddag", 2: "overmorgen",
                          -1: "gisteren gisteravond gistermiddag gisterochtend", -2: "eergisteren",
                          7: "over_een_week binnen_een_week"}),
        coming=phrases("aanstaande aanstaand komende eerstvolgende eerstkomende a_s deze"),
        following=phrases("volgende_week volgende van_volgende_week de_volgende_week van_de_volgende_week "
                           "de_week_erna de_week_erop van_de_week_erna de_week_daarop in_de_volgende_week"),
        in_a_week=phrases("over_een_week over_acht_dagen"),
        in_two_weeks=phrases("over_twee_weken over_veertien_dagen"),
        gone=phrases("vorige afgelopen laatste verleden"),
        preceding=phrases("vorige_week van_vorige_week verleden_week"),
        in_days=phrases("over binnen"),
        ago=phrases("geleden"),
        days=frozenset(("dag", "dagen")),
        weeks=frozenset(("week", "weken")),
        weekend=frozenset(("weekend", "weekeinde")),
        month_units=frozenset(("maand", "maanden")),
        next_month=phrases("van_volgende_maand van_de_volgende_maand volgende_maand van_de_komende_maand"),
        this_month=phrases("van_deze_maand deze_maand dezer"), the_month=phrases("van_de_maand"),
        last_day=phrases("laatste_dag"),
        nth={"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "vijfde": 5, "laatste": -1},
        joins=frozenset(("op", "de", "den")),
        after_next=phrases("de_week_na_volgende_week van_de_week_na_volgende_week de_week_na_de_volgende "
                            "van_de_week_na_de_volgende"),
        this_week=phrases("deze_week van_deze_week van_de_week"),
        eve=phrases("de_dag_voor dag_voor daags_voor den_dag_voor"),
        morrow=phrases("de_dag_na dag_na daags_na den_dag_na"),
        parts=frozenset(["ochtend", "morgen", "middag", "avond", "namiddag", "voormiddag", "nacht", "ochtends"]),
    ),
    "it": DayWords(
        weekdays=numbered("lunedi martedi mercoledi giovedi venerdi sabato/sabati domenica/domeniche"),
        months=numbered("gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug agosto/ago "
                         "settembre/set ottobre/ott novembre/nov dicembre/dic", 1),
        ordinals={"primo": 1},
        endings=frozenset(),
        leads=phrases("il l lo giorno il_giorno del dell al all per_il dal"),
        of=frozenset(("di", "del", "d")),
        offsets=_offsets({0: "oggi stasera stamattina stamani oggi_pomeriggio questo_pomeriggio questa_sera "
                             "questa_mattina stanotte in_giornata in_serata",
                          1: "domani domattina domani_mattina domani_sera domani_pomeriggio l_indomani",
                          2: "dopodomani dopo_domani", -1: "ieri ieri_mattina ieri_sera",
                          -2: "l_altro_ieri altroieri ieri_l_altro avantieri avant_ieri",
                          7: "fra_una_settimana tra_una_settimana"}),
        coming=phrases("prossimo prossima questo questa che_viene venturo ventura entrante prossimo_venturo"),
        following=phrases("della_prossima_settimana della_settimana_prossima la_settimana_prossima "
                           "la_prossima_settimana settimana_prossima prossima_settimana della_settimana_entrante "
                           "della_settimana_ventura della_settimana_che_viene la_settimana_che_viene "
                           "della_settimana_dopo della_settimana_seguente la_settimana_dopo "
                           "della_settimana_successiva"),
        in_a_week=phrases("a_otto a_otto_giorni"),
        in_two_weeks=phrases("a_quindici a_quindici_giorni"),
        gone=phrases("scorso scorsa passato passata"),
        preceding=phrases("della_settimana_scorsa la_settimana_scorsa della_scorsa_settimana"),
        in_days=phrases("fra tra"),
        ago=phrases("fa"),
        days=frozenset(("giorno", "giorni")),
        weeks=frozenset(("settimana", "settimane")),
        weekend=frozenset(("weekend",)),
        month_units=frozenset(("mese", "mesi")),
        next_month=phrases("del_mese_prossimo del_prossimo_mese del_mese_che_viene il_mese_prossimo mese_prossimo "
                            "del_mese_entrante del_mese_dopo"),
        this_month=phrases("di_questo_mese del_mese_corrente del_corrente_mese di_sto_mese questo_mese"),
        the_month=phrases("del_mese"),
        last_day=phrases("ultimo_giorno ultimo"),
        nth={"primo": 1, "prima": 1, "secondo": 2, "seconda": 2, "terzo": 3, "terza": 3, "quarto": 4, "quarta": 4,
             "quinto": 5, "ultimo": -1, "ultima": -1},
        joins=frozenset(("di", "il")),
        after_next=phrases("della_settimana_dopo_la_prossima della_settimana_dopo_quella_prossima"),
        this_week=phrases("di_questa_settimana questa_settimana di_sta_settimana della_settimana"),
        eve=phrases("il_giorno_prima_di la_vigilia_di vigilia_di il_giorno_prima_del il_giorno_prima_della "
                     "il_giorno_prima_dell la_vigilia_dell"),
        morrow=phrases("il_giorno_dopo il_giorno_dopo_la il_giorno_dopo_il l_indomani_di il_giorno_dopo_l"),
    ),
    "da": DayWords(
        weekdays=numbered("mandag/mandage/mandagen tirsdag/tirsdage/tirsdagen onsdag/onsdage/onsdagen "
                           "torsdag/torsdage/torsdagen fredag/fredage/fredagen lordag/lordage/lordagen/loerdag "
                           "sondag/sondage/sondagen/soendag"),
        months=numbered("januar/jan februar/feb marts/mar april/apr maj juni/jun juli/jul august/aug "
                         "september/sept/sep oktober/okt november/nov december/dec", 1),
        ordinals=numbered("forste anden/andet tredje fjerde femte sjette syvende ottende niende tiende ellevte/elvte "
                           "tolvte trettende fjortende femtende sekstende/sekstenede syttende attende nittende tyvende "
                           "enogtyvende toogtyvende treogtyvende fireogtyvende femogtyvende seksogtyvende syvogtyvende "
                           "otteogtyvende niogtyvende tredivte/tredvte enogtredivte", 1),
        endings=frozenset(),
        leads=phrases("den d"),
        of=frozenset(("i",)),
        offsets=_offsets({0: "i_dag idag i_aften i_eftermiddag i_formiddag i_morges i_nat senere_i_dag til_aften",
                          1: "i_morgen imorgen i_morgen_tidlig", 2: "i_overmorgen overmorgen",
                          -1: "i_gar igar i_gaar i_aftes", -2: "i_forgars i_forgaars", 7: "om_en_uge om_otte_dage",
                          14: "om_fjorten_dage over_fjorten_dage"}),
        coming=phrases("pa kommende forstkommende denne den_kommende nu_pa"),
        following=phrases("naeste i_naeste_uge naeste_uge naeste_uges pa_naeste i_den_naeste_uge i_ugen_efter "
                           "ugen_efter"),
        in_a_week=phrases("om_otte_dage om_en_uge otte_dage"),
        in_two_weeks=phrases("fjorten_dage om_fjorten_dage om_to_uger"),
        gone=phrases("sidste forrige"),
        preceding=phrases("i_sidste_uge sidste_uge"),
        in_days=phrases("om"),
        ago=phrases("for siden"),
        days=frozenset(("dag", "dage")),
        weeks=frozenset(("uge", "uger")),
        weekend=frozenset(("weekend", "weekenden", "weekender")),
        month_units=frozenset(("maned", "maneder", "maaned")),
        next_month=phrases("i_naeste_maned naeste_maned i_den_naeste_maned i_den_kommende_maned"),
        this_month=phrases("i_denne_maned denne_maned i_indevaerende_maned"), the_month=phrases("i_maneden"),
        last_day=phrases("sidste_dag sidste ultimo"),
        nth={"forste": 1, "anden": 2, "tredje": 3, "fjerde": 4, "femte": 5, "sidste": -1},
        joins=frozenset(("pa", "om")),
        after_next=phrases("i_ugen_efter_naeste i_ugen_efter_naeste_uge ugen_efter_naeste"),
        this_week=phrases("i_denne_uge denne_uge i_den_her_uge den_her_uge"),
        eve=phrases("dagen_for dag_for"),
        morrow=phrases("dagen_efter dag_efter"),
        parts=frozenset(["morgen", "aften", "formiddag", "eftermiddag", "middag"]),
    ),
    "en": DayWords(
        weekdays=numbered("monday/mondays tuesday/tuesdays wednesday/wednesdays thursday/thursdays friday/fridays "
                           "saturday/saturdays sunday/sundays"),
        months=numbered("january/jan february/feb march/mar april/apr may june/jun july/jul august/aug "
                         "september/sept/sep october/oct november/nov december/dec", 1),
        ordinals=_EN_ORDINALS,
        endings=frozenset(("st", "nd", "rd", "th")),
        leads=phrases("the on_the"),
        of=frozenset(("of",)),
        offsets=_offsets({0: "today tonight this_morning this_afternoon this_evening later_today",
                          1: "tomorrow tomorrow_morning tomorrow_afternoon tomorrow_evening tomorrow_night",
                          2: "day_after_tomorrow the_day_after_tomorrow overmorrow", -1: "yesterday last_night",
                          -2: "the_day_before_yesterday day_before_yesterday",
                          7: "in_a_week a_week_from_today a_week_from_now a_week_today this_day_week "
                             "in_a_week_s_time", 8: "a_week_tomorrow a_week_from_tomorrow",
                          14: "in_a_fortnight a_fortnight_from_now a_fortnight_from_today a_fortnight_today "
                              "in_a_fortnight_s_time"}),
        coming=phrases("this coming this_coming upcoming on"),
        following=phrases("next next_week of_next_week the_next_week of_the_following_week the_following_week "
                           "the_week_after of_the_week_after"),
        in_a_week=phrases("week"),
        in_two_weeks=phrases("fortnight"),
        gone=phrases("last past"),
        preceding=phrases("last_week of_last_week"),
        in_days=phrases("in within"),
        ago=phrases("ago"),
        days=frozenset(("day", "days")),
        weeks=frozenset(("week", "weeks")),
        weekend=frozenset(("weekend", "weekends")),
        month_units=frozenset(("month", "months")),
        next_month=phrases("of_next_month next_month of_the_next_month of_the_following_month"),
        this_month=phrases("of_this_month this_month"), the_month=phrases("of_the_month"),
        last_day=phrases("last_day last"),
        nth={"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1},
        joins=frozenset(("on", "the")),
        after_next=phrases("the_week_after_next of_the_week_after_next week_after_next after_next"),
        this_week=phrases("this_week of_this_week"),
        eve=phrases("the_day_before day_before the_eve_of eve_of"),
        morrow=phrases("the_day_after day_after"),
    ),
}  # fmt: skip

A_WEEK_FROM = phrases("a_week a_week_on a_week_from a_week_next week_from")
"""English only, before a weekday: a week later."""
EN_ORDINAL_TENS = _EN_TENS
FROM_NOW = phrases("from_now from_today")
"""English only, after a number of days."""
