"""Public holidays by the English names of the `holidays` package, as they are called in each language."""

from __future__ import annotations

from types import MappingProxyType

HOLIDAYS = MappingProxyType(
    {
        "New Year's Day": ("le jour de l'An", "nieuwjaarsdag", "Capodanno", "nytårsdag", "New Year's Day"),
        "Epiphany": ("l'Épiphanie", "Driekoningen", "l'Epifania", "helligtrekongersdag", "Epiphany"),
        "Saint Brigid's Day": (
            "la Sainte-Brigitte",
            "Sint-Brigidadag",
            "il giorno di Santa Brigida",
            "Sankt Brigidas dag",
            "Saint Brigid's Day",
        ),
        "Saint Patrick's Day": (
            "la Saint-Patrick",
            "Saint Patrick's Day",
            "San Patrizio",
            "Sankt Patricks dag",
            "Saint Patrick's Day",
        ),
        "Maundy Thursday": ("le Jeudi saint", "Witte Donderdag", "Giovedì santo", "skærtorsdag", "Maundy Thursday"),
        "Good Friday": ("le Vendredi saint", "Goede Vrijdag", "Venerdì santo", "langfredag", "Good Friday"),
        "Easter Sunday": ("Pâques", "eerste paasdag", "Pasqua", "påskedag", "Easter Sunday"),
        "Easter Monday": ("le lundi de Pâques", "tweede paasdag", "Pasquetta", "anden påskedag", "Easter Monday"),
        "King's Day": ("la fête du Roi", "Koningsdag", "la festa del re", "kongedagen i Holland", "King's Day"),
        "Liberation Day": (
            "la fête de la Libération",
            "Bevrijdingsdag",
            "la festa della Liberazione",
            "befrielsesdagen",
            "Liberation Day",
        ),
        "Labor Day": ("la fête du Travail", "de Dag van de Arbeid", "la festa del lavoro", "første maj", "Labour Day"),
        "May Day": (
            "le férié de mai",
            "de vrije maandag in mei",
            "la festa di maggio",
            "majfridagen",
            "the May bank holiday",
        ),
        "Victory Day": (
            "le 8-Mai",
            "de bevrijdingsdag van 8 mei",
            "la festa dell'8 maggio",
            "sejrsdagen den ottende maj",
            "Victory Day",
        ),
        "Ascension Day": ("l'Ascension", "Hemelvaartsdag", "l'Ascensione", "Kristi himmelfartsdag", "Ascension Day"),
        "Whit Sunday": ("la Pentecôte", "eerste pinksterdag", "Pentecoste", "pinsedag", "Whit Sunday"),
        "Whit Monday": (
            "le lundi de Pentecôte",
            "tweede pinksterdag",
            "il lunedì di Pentecoste",
            "anden pinsedag",
            "Whit Monday",
        ),
        "Republic Day": (
            "la fête de la République",
            "de Dag van de Republiek",
            "la festa della Repubblica",
            "republikkens dag",
            "Republic Day",
        ),
        "June Bank Holiday": (
            "le férié de juin",
            "de vrije maandag in juni",
            "la festa di giugno",
            "junifridagen",
            "the June bank holiday",
        ),
        "August Bank Holiday": (
            "le férié d'août",
            "de vrije maandag in augustus",
            "la festa di agosto",
            "augustfridagen",
            "the August bank holiday",
        ),
        "October Bank Holiday": (
            "le férié d'octobre",
            "de vrije maandag in oktober",
            "la festa di ottobre",
            "oktoberfridagen",
            "the October bank holiday",
        ),
        "National Day": (
            "la fête nationale",
            "de nationale feestdag",
            "la festa nazionale",
            "nationaldagen",
            "the national holiday",
        ),
        "Assumption Day": (
            "l'Assomption",
            "Maria-Tenhemelopneming",
            "Ferragosto",
            "Marias himmelfart",
            "Assumption Day",
        ),
        "Assumption Of Mary Day": (
            "l'Assomption",
            "Maria-Tenhemelopneming",
            "Ferragosto",
            "Marias himmelfart",
            "Assumption Day",
        ),
        "Saint Francis of Assisi, Patron Saint of Italy": (
            "la Saint-François",
            "Sint-Franciscusdag",
            "San Francesco",
            "Sankt Frans' dag",
            "Saint Francis' Day",
        ),
        "All Saints' Day": ("la Toussaint", "Allerheiligen", "Ognissanti", "allehelgensdag", "All Saints' Day"),
        "National Unity Day": (
            "la fête de l'Unité nationale",
            "de Dag van de Nationale Eenheid",
            "la festa dell'Unità nazionale",
            "den nationale enhedsdag",
            "National Unity Day",
        ),
        "Armistice Day": (
            "l'Armistice",
            "Wapenstilstand",
            "la festa dell'Armistizio",
            "våbenstilstandsdagen",
            "Armistice Day",
        ),
        "Saint Ambrose's Day": (
            "la Saint-Ambroise",
            "Sint-Ambrosiusdag",
            "Sant'Ambrogio",
            "Sankt Ambrosius' dag",
            "Saint Ambrose's Day",
        ),
        "Immaculate Conception": (
            "l'Immaculée Conception",
            "Maria-Onbevlekte-Ontvangenis",
            "l'Immacolata",
            "Marias ubesmittede undfangelse",
            "the Immaculate Conception",
        ),
        "Christmas Day": ("Noël", "eerste kerstdag", "Natale", "juledag", "Christmas Day"),
        "Second Day of Christmas": (
            "le lendemain de Noël",
            "tweede kerstdag",
            "Santo Stefano",
            "anden juledag",
            "Boxing Day",
        ),
        "Saint Stephen's Day": (
            "la Saint-Étienne",
            "tweede kerstdag",
            "Santo Stefano",
            "anden juledag",
            "Saint Stephen's Day",
        ),
    }
)
"""French, Dutch, Italian, Danish, English; with the article where the language wants one."""

_COLUMNS = ("fr", "nl", "it", "da", "en")
_UNNAMED = ("un jour férié", "een feestdag", "un giorno festivo", "en helligdag", "a public holiday")


def holiday_name(english: str, language: str) -> str:
    """The holiday's name in a language; "a public holiday" in that language when it has none here."""
    column = _COLUMNS.index(language)
    # Two holidays on one day come joined.
    first = english.split("; ")[0].removesuffix(" (observed)")
    return HOLIDAYS.get(first, _UNNAMED)[column]
