"""Words for times of day in five languages, folded. Underscores stand for blanks inside one phrase."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.entities.word_set import numbered, phrases, word_set


@dataclass(frozen=True)
class TimeWords:
    """How a language tells the time."""

    noon: tuple[tuple[str, ...], ...]
    midnight: tuple[tuple[str, ...], ...]
    units: frozenset[str]
    """After the hour: o'clock, heures, uur."""
    cues: frozenset[str]
    """Before an hour that stands without a unit."""
    strong: frozenset[str]
    """Those cues that stand before no other number."""
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
    duration_phrases: frozenset[tuple[str, ...]] = frozenset()
    """Two words before an hour with its unit that make it a length of time: "plus de deux heures"."""
    inflected: dict[str, int] = field(default_factory=dict)
    """Hours in a form of their own: "tegen vieren"."""


_NL_INFLECTED = numbered("enen tweeen drieen vieren vijven zessen zevenen achten negenen tienen elven twaalven", 1)

TIME_WORDS: dict[str, TimeWords] = {
    "fr": TimeWords(
        noon=phrases("midi"), midnight=phrases("minuit"), units=word_set("heure heures h heur"),
        cues=word_set("a vers avant apres jusqu des entre pour"), strong=word_set("vers"), ranges=word_set("et a ou"),
        durations=word_set("dans pendant depuis durant toutes chaque fait peine en attendu attends attend poireaute "
                           "dure dura prend prendra pris mis mettre presque bien que ces deja encore passe perdu"),
        articles=word_set("les le l environ"),
        half=word_set("demi demie"), half_before=0, quarter=word_set("quart"),
        past=word_set(""), to=word_set(""),
        minutes=word_set("minute minutes"), plus=word_set("et"), minus=word_set("moins"),
        morning=phrases("du_matin matin matinee du_mat matins"), afternoon=phrases("de_l_apres_midi apres_midi "
                                                                                     "de_l_aprem aprem"),
        evening=phrases("du_soir soir soiree soirs"), night=phrases("de_la_nuit nuit"), needs_unit=True,
        duration_phrases=frozenset(phrases("plus_de moins_de y_a d_ici il_faut bout_de pres_de au_moins les_deux "
                                            "affaire_de espace_de attente_de toutes_les")),
    ),
    "nl": TimeWords(
        noon=phrases("twaalf_uur_s_middags middaguur op_de_middag rond_de_middag klokslag_middag"),
        midnight=phrases("middernacht"), units=word_set("uur u ure"),
        cues=word_set("om na voor tot van vanaf rond tegen omstreeks tussen rondom klokslag te"),
        strong=word_set("om rond tegen omstreeks klokslag"), ranges=word_set("en tot of"),
        durations=word_set("over al sinds binnen gedurende elke nog ruim duurt duurde hele"),
        articles=word_set("een ongeveer circa de zo stipt precies"),
        half=word_set("half halve"), half_before=-30, quarter=word_set("kwart kwartier"),
        past=word_set("over na"), to=word_set("voor"),
        minutes=word_set("minuut minuten"), plus=word_set(""), minus=word_set(""),
        morning=phrases("s_morgens s_ochtends smorgens sochtends ochtend voormiddag s_voormiddags vanmorgen "
                         "vanochtend morgens ochtends morgenvroeg morgen_vroeg vanvoormiddag"),
        afternoon=phrases("s_middags smiddags middag namiddag s_namiddags vanmiddag middags vannamiddag achternoen "
                           "namiddags"),
        evening=phrases("s_avonds savonds avond vanavond avonds"), night=phrases("s_nachts vannacht nacht nachts"),
        duration_phrases=frozenset(phrases("om_de meer_dan minder_dan in_de binnen_de")), inflected=_NL_INFLECTED,
    ),
    "it": TimeWords(
        noon=phrases("mezzogiorno mezzodi"), midnight=phrases("mezzanotte"), units=word_set(""),
        cues=word_set("alle all dalle dall le l ore verso per entro prima dopo tra fra fino sulle h"),
        strong=word_set("alle all ore sulle h"), ranges=word_set("e alle all o le"),
        durations=word_set(""), articles=word_set("le l ore delle circa"),
        half=word_set("mezza mezzo"), half_before=0, quarter=word_set("quarto quarti"),
        past=word_set(""), to=word_set(""),
        minutes=word_set("minuti minuto"), plus=word_set("e"), minus=word_set("meno"),
        morning=phrases("di_mattina del_mattino della_mattina mattina mattino stamattina stamani mattinata stamane "
                         "mattine domattina"),
        afternoon=phrases("del_pomeriggio di_pomeriggio pomeriggio dopo_pranzo dopopranzo"),
        evening=phrases("di_sera della_sera stasera sera serata"),
        night=phrases("di_notte della_notte notte stanotte"),
    ),
    "da": TimeWords(
        noon=phrases("tolv_middag middagstid"), midnight=phrases("midnat"), units=word_set("tiden"),
        cues=word_set("klokken kl klokka ved efter for mellem til fra omkring inden indtil cirka ca omtrent"),
        strong=word_set("klokken kl klokka"),
        ranges=word_set("og til eller"), durations=word_set(""), articles=word_set("klokken kl cirka ca omkring"),
        half=word_set("halv halvt"), half_before=-30, quarter=word_set("kvart kvarter"),
        past=word_set("over efter"), to=word_set("i for"),
        minutes=word_set("minut minutter"), plus=word_set(""), minus=word_set(""),
        morning=phrases("om_morgenen om_formiddagen formiddag i_formiddag morgenen i_morges formiddagen morgen_tidlig "
                         "tidlig_morgen"),
        afternoon=phrases("om_eftermiddagen eftermiddag i_eftermiddag eftermiddagen"),
        evening=phrases("om_aftenen aften i_aften aftenen"), night=phrases("om_natten i_nat natten"),
    ),
    "en": TimeWords(
        noon=phrases("noon midday twelve_noon 12_noon"), midnight=phrases("midnight"), units=word_set("oclock o_clock"),
        cues=word_set("at by around about before after until till from between since for"),
        strong=word_set("at"), ranges=word_set("and to till until or"),
        durations=word_set(""), articles=word_set("about around the"),
        half=word_set("half"), half_before=30, quarter=word_set("quarter"),
        past=word_set("past after"), to=word_set("to of till before"),
        minutes=word_set("minute minutes"), plus=word_set(""), minus=word_set(""),
        morning=phrases("in_the_morning this_morning morning am a_m mornings"),
        afternoon=phrases("in_the_afternoon this_afternoon afternoon pm p_m"),
        evening=phrases("in_the_evening this_evening evening tonight evenings"), night=phrases("at_night night"),
    ),
}  # fmt: skip
