"""What callers say on the phone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HOURS = {
    "fr": "Quels sont les horaires du magasin de Paris ?",
    "nl": "Wat zijn de openingstijden van de winkel in Amsterdam?",
    "it": "A che ora apre il negozio di Milano?",
    "da": "Hvad er jeres åbningstider?",
    "en": "What are the opening hours of the shop in Dublin?",
}
QUESTIONS = {
    "fr": (
        HOURS["fr"],
        "Est-ce que vous êtes ouverts le samedi ?",
        "Quel est le numéro du service technique ?",
        "Quelle est l'adresse de votre magasin à Paris ?",
        "Est-ce qu'il y a un parking près du magasin ?",
    ),
    "nl": (
        HOURS["nl"],
        "Zijn jullie zaterdag open?",
        "Wat is het telefoonnummer van de klantenservice?",
        "Wat is het adres van de winkel in Amsterdam?",
        "Kan ik bij jullie winkel parkeren?",
    ),
    "it": (
        HOURS["it"],
        "Siete aperti il sabato?",
        "Qual è il numero dell'assistenza tecnica?",
        "Qual è l'indirizzo del negozio di Milano?",
        "C'è un parcheggio vicino al negozio?",
    ),
    "da": (
        HOURS["da"],
        "Har I åbent om lørdagen?",
        "Hvad er nummeret til kundeservice?",
        "Hvad er adressen på butikken?",
        "Kan man parkere ved butikken?",
    ),
    "en": (
        HOURS["en"],
        "Are you open on Saturday?",
        "What is the phone number of technical support?",
        "What is the address of the shop in Dublin?",
        "Is there any parking near your shop?",
    ),
}
"""Each is answered from the directory."""


def words_alone(said: NDArray[np.int16]) -> NDArray[np.int16]:
    """Without the quiet before and after: below 10 % of the peak it is breath."""
    level = np.abs(said.astype(np.int32))
    loud = np.flatnonzero(level > level.max() // 10)
    return said[loud[0] : loud[-1] + 1]
