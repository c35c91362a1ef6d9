"""Sentences that name a language that is bad and the one that is asked for."""

from __future__ import annotations

NAMES = {
    "fr": {"fr": "français", "nl": "néerlandais", "it": "italien", "da": "danois", "en": "anglais"},
    "nl": {"fr": "Frans", "nl": "Nederlands", "it": "Italiaans", "da": "Deens", "en": "Engels"},
    "it": {"fr": "francese", "nl": "olandese", "it": "italiano", "da": "danese", "en": "inglese"},
    "da": {"fr": "fransk", "nl": "hollandsk", "it": "italiensk", "da": "dansk", "en": "engelsk"},
    "en": {"fr": "French", "nl": "Dutch", "it": "Italian", "da": "Danish", "en": "English"},
}
SAID = {
    "fr": "mon {x} est mauvais parlons {y}|je parle mal {x} on peut parler {y}|je ne parle pas {x}, {y} svp|"
    "je comprends pas bien le {x} vous parlez {y}|pas en {x} en {y}|mon {x} est pas terrible, on passe en {y}|"
    "parlons {y} parce que mon {x} est nul|{y} pas {x}|en {y} plutôt qu'en {x}|je préfère {y}, je parle peu {x}",
    "nl": "mijn {x} is slecht kunnen we {y} praten|ik spreek geen {x} liever {y}|ik spreek slecht {x}, kan het "
    "in het {y}|"
    "mijn {x} is niet zo goed spreekt u {y}|niet in het {x} maar in het {y}|ik versta het {x} niet zo goed, {y} graag|"
    "kan het in het {y} mijn {x} is niet best|{y} niet {x}|ik praat nauwelijks {x}, {y} graag",
    "it": "il mio {x} è pessimo parliamo {y}|non parlo bene l'{x} possiamo parlare {y}|parlo male {x}, meglio {y}|"
    "il mio {x} non è buono, {y} per favore|non in {x} ma in {y}|non capisco il {x}, parla {y}|"
    "parliamo {y} perché il mio {x} è scarso|{y} non {x}|parlo poco {x} mi passi al {y}",
    "da": "mit {x} er dårligt kan vi tale {y}|jeg taler ikke {x} men {y}|jeg taler dårligt {x}, hellere {y}|"
    "mit {x} er ikke så godt, {y} tak|ikke på {x} men på {y}|jeg forstår ikke {x}, {y} tak|"
    "kan vi tage det på {y} mit {x} er elendigt|{y} ikke {x}|jeg snakker næsten ikke {x}, {y} tak",
    "en": "my {x} is bad can we speak {y}|i don't speak {x} {y} please|i hardly speak {x}, could we do {y}|"
    "my {x} isn't great, {y} please|not in {x} in {y}|i don't understand {x}, do you speak {y}|"
    "let's speak {y} because my {x} is terrible|{y} not {x}|my {x}'s very poor can i have {y}",
}
WANTED = {
    "fr": "parlons {y}|vous ne parlez pas {y} ?|en {y} s'il vous plaît|est-ce que quelqu'un parle {y}",
    "nl": "kunnen we {y} spreken|spreekt er iemand {y}|in het {y} graag|{y} alstublieft",
    "it": "parliamo {y}|in {y} per favore|c'è qualcuno che parla {y}|si può parlare {y}",
    "da": "kan vi tale {y}|på {y} tak|er der nogen der taler {y}|hellere {y}",
    "en": "can we speak {y}|in {y} please|is there anyone who speaks {y}|{y} would be better",
}
