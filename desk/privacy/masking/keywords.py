"""Words that tell what a number is, as patterns on folded words: what has to be hidden, and what must stay."""

from __future__ import annotations

import re
from typing import Literal

Told = Literal["card", "cvv", "pin", "password", "account", "branch", "device", "safe"]
"""`branch`: sort code, Danish registration number; `device`: long numbers of things, which may look like cards;
`safe`: customer, order and phone numbers, dates, amounts and the like."""

_EVERYWHERE = {
    "card": r"visa\w*|master ?card\w*|american express|amex|maestro|bancontact|discover|diners",
    "cvv": r"cvv2?|cvc2?|card verification \w+",
    "pin": r"pin|puk",
    "password": r"passwords?|passwort|passcode",
    "account": r"iban|bban|swift|bic",
    "device": r"imei|iccid|eid|track ?(?:and|en|&)? ?trace|tracking",
    "safe": r"sim|gsm|wifi|email|mail|euros?",
}
"""Of all five languages."""
_OWN: dict[str, dict[str, str]] = {
    "fr": {
        "card": r"cartes?|carte (?:bleue|bancaire|de (?:credit|debit|banque|paiement))|cb",
        "cvv": r"cryptogramme(?: visuel)?|codes? (?:de |du )?(?:securite|verification)|"
        r"(?:trois|3|quatre|4) (?:petits |derniers )?chiffres (?:qui sont |inscrits )?"
        r"(?:au dos|derriere|du dos|a l arriere)",
        "pin": r"code (?:pin|secret|confidentiel|puk)",
        "password": r"mots? de passe|code d acces",
        "account": r"rib|comptes? (?:en banque|bancaires?|courant|cheques?|epargne)|numeros? de compte|"
        r"(?:sur|vers|depuis) (?:le|mon|ce|un) (?:meme )?compte|coordonnees bancaires",
        "device": r"numero de serie|suivi|colis|compteur",
        "safe": r"clients?|compte client|numero de compte client|commandes?|telephone|tel|portable|mobile|fixe|"
        r"rappel\w*|joindre|joignable|appel\w*|dossiers?|contrats?|factures?|releve|ticket|reference|naissance|nee? le|"
        r"code postal|poste|carte (?:sim|client|de fidelite|d identite|vitale|grise|de visite)|paie\w* par carte|"
        r"rendez vous|prelev\w*|plus",
    },
    "nl": {
        "card": r"(?:krediet|credit|debet|bank|betaal|visa|giro)?kaart(?:en|nummer|je)?|creditcard(?:nummer)?|"
        r"(?:bank)?pas(?:je|nummer)?",
        "cvv": r"(?:beveiligings|controle|veiligheids|verificatie)code|cvc code|"
        r"(?:drie|3|vier|4) (?:laatste )?cijfers (?:die )?(?:achterop|achteraan|op de achterkant|aan de achterkant)",
        "pin": r"pin ?codes?|puk ?codes?|geheime code|toegangscode",
        "password": r"wachtwoord(?:en)?|paswoord(?:en)?",
        "account": r"(?:bank)?rekening(?:nummer|nr|en)?|iban ?nummer|zichtrekening|spaarrekening",
        "device": r"serienummer|pakket\w*|zending\w*|meter\w*|barcode",
        "safe": r"klant\w*|klantrekening|bestel\w*|order\w*|telefoon\w*|mobiel\w*|bel\w* me|terugbel\w*|bereik\w*|"
        r"dossier\w*|contract\w*|factuur\w*|factuurnummer|ticket\w*|referentie\w*|geboren|geboortedatum|postcode|"
        r"toestel|simkaart|klantenkaart|identiteitskaart|dezelfde rekening|plus|buitenland",
    },
    "it": {
        "card": r"cart[ae]|carta (?:di (?:credito|debito)|prepagata)|bancomat|post(?:e )?pay|postepay",
        "cvv": r"codice (?:di )?(?:sicurezza|verifica|controllo)|"
        r"(?:tre|3|quattro|4) (?:ultime )?(?:cifre|numeri|numeretti) (?:che sono )?(?:dietro|sul retro|di dietro)",
        "pin": r"(?:codice )?(?:pin|puk)|codice segreto",
        "password": r"parol[ae] (?:d ordine|chiave)|codice d accesso",
        "account": r"(?:numero (?:di|del) )?cont[oi](?: corrent[ei]| bancari?o)?|coordinate bancarie|bonifico su",
        "device": r"numero di serie|seriale|spedizion\w*|tracciamento|pacco|contatore",
        "safe": r"client[ei]|conto cliente|ordin[ei]|telefono|cellulare|fisso|richiam\w*|chiam\w*|trova|praticha?|"
        r"pratica|contratt\w*|fattur\w*|bollett\w*|lettura|segnalazione|riferimento|nat[oa] il|nascita|cap|interno|"
        r"carta (?:d identita|fedelta|sim)|pag\w* con la carta o|estero|piu",
    },
    "da": {
        "card": r"(?:kredit|debet|betalings|bank|dan|visa|haeve)?kort(?:et|nummer|nummeret|nr)?|visa ?dankort",
        "cvv": r"(?:sikkerheds|kontrol|verifikations)(?:kode|koden|cifre|cifrene|nummer|nummeret)|"
        r"(?:tre|3|fire|4) (?:sidste )?(?:cifre|tal) (?:der er |som star )?(?:pa bagsiden|bagpa)",
        "pin": r"pin ?koden?|puk ?koden?|hemmelig kode",
        "password": r"adgangskoden?|kodeordet?|passwordet",
        "account": r"konto(?:en|nummer|nummeret|nr)?|bankkonto|lonkonto|iban ?nummer",
        "branch": r"reg(?:istrerings)?(?: ?nr| ?nummer(?:et)?)",
        "device": r"serienummer\w*|pakke\w*|forsendelse\w*|maler\w*|stregkode",
        "safe": r"kunde\w*|kundekonto|ordre\w*|bestilling\w*|telefon\w*|mobil\w*|ring\w*|fange mig|traeffe\w*|"
        r"sag(?:snummer\w*)?|aftale\w*|regning\w*|faktura\w*|reference\w*|fodt|fodselsdag|postnummer|lokal|simkort\w*|"
        r"kundekort|sygesikringskort\w*|udlandet|kroner|kr|plus",
    },
    "en": {
        "card": r"(?:credit |debit |bank )?cards?|long number",
        "cvv": r"security codes?|security number|verification code|"
        r"(?:last )?(?:three|3|four|4) (?:last )?(?:digits|numbers) (?:that are )?(?:on|at) the back",
        "pin": r"pin (?:number|code)|puk code|secret code",
        "password": r"pass ?phrase|pass word",
        "account": r"(?:bank |current |checking |savings )?account(?: number)?|bank details",
        "branch": r"sort ?code",
        "device": r"serial number|parcel|meter",
        "safe": r"customer\w*|clients?|orders?|phone|telephone|mobile|cell|landline|ring|call\w*|reach|get me on|case|"
        r"contracts?|invoices?|bills?|ticket|reference|born|birth|postcode|zip|extension|sim card|loyalty card|"
        r"id card|pay by card|account number with you|customer account(?: number)?|pounds?|quid|plus|abroad",
    },
}
_KINDS: tuple[Told, ...] = ("card", "cvv", "pin", "password", "account", "branch", "device", "safe")


def _patterns(language: str) -> dict[Told, re.Pattern[str]]:
    own = _OWN.get(language) or {kind: "|".join(_alternatives(kind)) for kind in _KINDS}
    found = {}
    for kind in _KINDS:
        words = "|".join(part for part in (own.get(kind, ""), _EVERYWHERE.get(kind, "")) if part)
        if words:
            found[kind] = re.compile(rf"(?<![^ ])(?:{words})(?![^ ])")
    return found


def _alternatives(kind: str) -> list[str]:
    """In a call whose language is not known."""
    return [words[kind] for words in _OWN.values() if kind in words]


_PATTERNS = {language: _patterns(language) for language in (*_OWN, "")}


def keywords(language: str, joined: str) -> list[tuple[int, int, Told]]:
    """Where folded words tell what a number is: half-open offsets, in order. The longest wins: "carte sim"."""
    patterns = _PATTERNS.get(language, _PATTERNS[""])
    found = [(m.start(), m.end(), kind) for kind, pattern in patterns.items() for m in _all(pattern, joined)]
    found.sort(key=lambda hit: (hit[0] - hit[1], hit[0]))
    kept: list[tuple[int, int, Told]] = []
    for start, end, kind in found:
        if all(end <= other_start or start >= other_end for other_start, other_end, _ in kept):
            kept.append((start, end, kind))
    return sorted(kept)


def _all(pattern: re.Pattern[str], joined: str) -> list[re.Match[str]]:
    """The longest match at each place: alternatives of a pattern are tried in order, not by length."""
    best: dict[int, re.Match[str]] = {}
    ends = [place for place, letter in enumerate(joined) if letter == " "] + [len(joined)]
    for match in pattern.finditer(joined):
        longer = [m for end in ends if end > match.end() and end - match.start() <= 60
                  if (m := pattern.fullmatch(joined, match.start(), end))]  # fmt: skip
        best[match.start()] = longer[-1] if longer else match
    return list(best.values())
