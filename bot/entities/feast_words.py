"""Feasts by the names callers use, and the days they fall on. Folded; underscores stand for blanks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from dateutil.easter import easter  # type: ignore[import-untyped]


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _from_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days=days)


def _monday(month: int, last: bool = False) -> Callable[[int], date]:
    """The first or the last Monday of a month."""

    def find(year: int) -> date:
        start = date(year, month, 1)
        if last:
            start = date(year, month + 1, 1) - timedelta(days=7)
        return start + timedelta(days=-start.weekday() % 7)

    return find


def _nth(month: int, weekday: int, nth: int) -> Callable[[int], date]:
    """The nth such weekday of a month."""

    def find(year: int) -> date:
        start = date(year, month, 1)
        return start + timedelta(days=(weekday - start.weekday()) % 7 + 7 * (nth - 1))

    return find


def _black(days: int) -> Callable[[int], date]:
    """Days after the fourth Thursday of November."""
    return lambda year: _nth(11, 3, 4)(year) + timedelta(days=days)


FEASTS: dict[str, tuple[Callable[[int], date], str]] = {
    "new_year": (_fixed(1, 1), "jour_de_l_an nouvel_an premier_de_l_an nieuwjaar nieuwjaarsdag capodanno "
                               "primo_dell_anno nytarsdag nytar new_year new_years new_year_s new_year_s_day "
                               "new_years_day"),
    "epiphany": (_fixed(1, 6), "epiphanie fete_des_rois jour_des_rois driekoningen epifania befana helligtrekonger "
                               "helligtrekongersdag epiphany little_christmas"),
    "valentine": (_fixed(2, 14), "saint_valentin valentijnsdag valentijn san_valentino valentinsdag valentine_s_day "
                                 "valentines_day"),
    "saint_patrick": (_fixed(3, 17), "saint_patrick saint_patrick_s_day saint_patricks_day st_patrick_s_day "
                                     "st_patricks_day paddy_s_day paddys_day san_patrizio sankt_patricks_dag "
                                     "saint_patricksday"),
    "maundy_thursday": (_from_easter(-3), "jeudi_saint witte_donderdag giovedi_santo skaertorsdag maundy_thursday "
                                          "holy_thursday"),
    "good_friday": (_from_easter(-2), "vendredi_saint goede_vrijdag goeie_vrijdag venerdi_santo langfredag "
                                      "good_friday"),
    "easter": (_from_easter(0), "paques dimanche_de_paques jour_de_paques pasen eerste_paasdag paaszondag paasdag "
                                "pasqua domenica_di_pasqua paske paskedag paskesondag paasken easter easter_sunday "
                                "easter_day"),
    "easter_monday": (_from_easter(1), "lundi_de_paques tweede_paasdag paasmaandag pasquetta lunedi_dell_angelo "
                                       "lunedi_di_pasqua lunedi_dopo_pasqua anden_paskedag 2_paskedag easter_monday"),
    "kings_day": (_fixed(4, 27), "koningsdag fete_du_roi king_s_day kings_day"),
    "italian_liberation": (_fixed(4, 25), "festa_della_liberazione venticinque_aprile"),
    "labour_day": (_fixed(5, 1), "fete_du_travail dag_van_de_arbeid festa_del_lavoro festa_dei_lavoratori "
                                 "arbejdernes_kampdag labour_day labor_day may_day"),
    "dutch_liberation": (_fixed(5, 5), "bevrijdingsdag"),
    "victory": (_fixed(5, 8), "fete_de_la_victoire"),
    "may_bank_holiday": (_monday(5), "may_bank_holiday early_may_bank_holiday"),
    "ascension": (_from_easter(39), "ascension jeudi_de_l_ascension hemelvaart hemelvaartsdag ascensione "
                                    "kristi_himmelfart kristi_himmelfartsdag himmelfartsdag ascension_day"),
    "whit_sunday": (_from_easter(49), "pentecote dimanche_de_pentecote pinksteren eerste_pinksterdag pinksterzondag "
                                      "pentecoste pinse pinsedag whit_sunday pentecost"),
    "whit_monday": (_from_easter(50), "lundi_de_pentecote tweede_pinksterdag pinkstermaandag lunedi_di_pentecoste "
                                      "anden_pinsedag 2_pinsedag whit_monday"),
    "constitution_day": (_fixed(6, 5), "grundlovsdag"),
    "italian_republic": (_fixed(6, 2), "festa_della_repubblica"),
    "june_bank_holiday": (_monday(6), "june_bank_holiday"),
    "saint_john": (_fixed(6, 23), "sankthans sankt_hans sankthansaften sankt_hans_aften"),
    "bastille_day": (_fixed(7, 14), "bastille_day quatorze_juillet"),
    "belgian_national": (_fixed(7, 21), "fete_nationale_belge belgische_nationale_feestdag"),
    "august_bank_holiday": (_monday(8), "august_bank_holiday"),
    "assumption": (_fixed(8, 15), "assomption quinze_aout maria_hemelvaart olvhemelvaart ferragosto assunzione "
                                  "assumption assumption_day"),
    "october_bank_holiday": (_monday(10, last=True), "october_bank_holiday"),
    "candlemas": (_fixed(2, 2), "chandeleur lichtmis maria_lichtmis candelora kyndelmisse candlemas"),
    "saint_brigid": (_fixed(2, 1), "saint_brigid_s_day st_brigid_s_day st_brigids_day saint_brigids_day"),
    "womens_day": (_fixed(3, 8), "festa_della_donna kvindernes_kampdag kvindedag women_s_day vrouwendag "
                                 "journee_de_la_femme"),
    "saint_joseph": (_fixed(3, 19), "san_giuseppe festa_del_papa"),
    "fools_day": (_fixed(4, 1), "april_fools_day april_fool_s_day april_fools aprilsnar"),
    "shrove_sunday": (_from_easter(-49), "fastelavn fastelavnssondag"),
    "shrove_tuesday": (_from_easter(-47), "mardi_gras vastenavond martedi_grasso shrove_tuesday pancake_tuesday "
                                          "pancake_day"),
    "ash_wednesday": (_from_easter(-46), "mercredi_des_cendres aswoensdag mercoledi_delle_ceneri askeonsdag "
                                         "ash_wednesday"),
    "mothering_sunday": (_from_easter(-21), "mothering_sunday mother_s_day mothers_day"),
    "palm_sunday": (_from_easter(-7), "dimanche_des_rameaux palmzondag domenica_delle_palme palmesondag palm_sunday"),
    "holy_saturday": (_from_easter(-1), "samedi_saint samedi_de_paques stille_zaterdag paaszaterdag sabato_santo "
                                        "paskelordag holy_saturday easter_saturday"),
    "easter_monday_too": (_from_easter(1), "paskemandag 2e_paasdag lundi_pascal"),
    "liberation_eve": (_fixed(5, 4), "dodenherdenking befrielsesaften"),
    "mothers_day": (_nth(5, 6, 2), "moederdag festa_della_mamma mors_dag"),
    "prayer_day": (_from_easter(26), "store_bededag"),
    "ascension_thursday": (_from_easter(39), "ascension_thursday o_h_hemelvaart giovedi_dell_ascensione"),
    "whit_monday_too": (_from_easter(50), "pinsemandag lunedi_dell_pentecoste 2e_pinksterdag"),
    "flemish_day": (_fixed(7, 11), "vlaamse_feestdag feest_van_de_vlaamse_gemeenschap"),
    "swiss_day": (_fixed(8, 1), "fete_nationale_suisse"),
    "assumption_too": (_fixed(8, 15), "half_oogst halfoogst onze_lieve_vrouw_hemelvaart o_l_v_hemelvaart moederkesdag "
                                      "maria_ten_hemelopneming"),
    "bonfire_night": (_fixed(11, 5), "bonfire_night guy_fawkes_night guy_fawkes"),
    "all_souls": (_fixed(11, 2), "fete_des_morts jour_des_morts allerzielen giorno_dei_morti i_morti all_souls_day "
                                 "all_souls"),
    "saint_martin": (_fixed(11, 10), "mortensaften mortens_aften"),
    "black_friday": (_black(1), "black_friday vendredi_noir venerdi_nero"),
    "cyber_monday": (_black(4), "cyber_monday"),
    "saint_nicolas": (_fixed(12, 6), "saint_nicolas san_nicola"),
    "little_christmas_eve": (_fixed(12, 23), "lillejuleaften lillejuleaftensdag lille_juleaften lille_juleaftensdag"),
    "halloween": (_fixed(10, 31), "halloween"),
    "all_saints": (_fixed(11, 1), "toussaint allerheiligen ognissanti tutti_i_santi allehelgensdag allehelgen "
                                  "all_saints_day all_saints all_saints_s_day"),
    "armistice": (_fixed(11, 11), "armistice wapenstilstand wapenstilstandsdag onze_novembre armistice_day"),
    "saint_nicholas": (_fixed(12, 5), "sinterklaas sinterklaasavond pakjesavond"),
    "saint_ambrose": (_fixed(12, 7), "sant_ambrogio"),
    "immaculate_conception": (_fixed(12, 8), "immaculee_conception immacolata immacolata_concezione "
                                             "immaculate_conception"),
    "christmas_eve": (_fixed(12, 24), "veille_de_noel reveillon_de_noel kerstavond vigilia_di_natale "
                                      "la_vigilia_di_natale la_vigilia juleaften juleaftensdag christmas_eve"),
    "christmas": (_fixed(12, 25), "noel jour_de_noel kerst kerstmis kerstdag eerste_kerstdag natale giorno_di_natale "
                                  "jul juledag forste_juledag julen 1_juledag christmas christmas_day xmas"),
    "boxing_day": (_fixed(12, 26), "lendemain_de_noel tweede_kerstdag santo_stefano anden_juledag 2_juledag boxing_day "
                                   "saint_stephen_s_day saint_stephens_day st_stephen_s_day st_stephens_day "
                                   "stephen_s_day stephens_day"),
    "new_years_eve": (_fixed(12, 31), "saint_sylvestre reveillon_du_nouvel_an reveillon veille_du_nouvel_an "
                                      "oudejaarsavond oudejaarsdag oudjaar oudejaar oud_op_nieuw san_silvestro "
                                      "ultimo_dell_anno vigilia_di_capodanno nytarsaften nytarsaftensdag "
                                      "new_year_s_eve new_years_eve"),
}  # fmt: skip

NATIONAL_DAYS = {"fr": (7, 14), "it": (6, 2), "nl": (7, 21), "da": (6, 5), "en": (3, 17)}
"""What "the national holiday" means, by language: of the country most callers of the language phone from, for Dutch of
Belgium, since the Netherlands call theirs by name."""
_NATIONAL = "fete_nationale nationale_feestdag festa_nazionale nationaldagen nationaldag national_holiday national_day"


def feast_phrases(language: str) -> dict[tuple[str, ...], Callable[[int], date]]:
    """The day of a year by the folded words of its name."""
    found = {tuple(name.split("_")): day for day, names in FEASTS.values() for name in names.split()}
    if language == "fr":
        # Belgium's, in November; the Dutch king's day is in April.
        found["fete", "du", "roi"] = _fixed(11, 15)
    month, day_of_month = NATIONAL_DAYS[language]
    found |= {name: _fixed(month, day_of_month) for name in national_phrases()}
    return found


def national_phrases() -> frozenset[tuple[str, ...]]:
    """What "the national holiday" is called."""
    return frozenset(tuple(name.split("_")) for name in _NATIONAL.split())
