"""Speaks strings of digits as callers dictate them, and as recognisers write that down."""

from __future__ import annotations

from random import Random

from num2words import num2words

DIALECTS = {"fr": ("fr", "fr_BE", "fr_CH"), "nl": ("nl",), "it": ("it",), "da": ("da",), "en": ("en",)}
DIGITS = {
    "fr": "zéro un deux trois quatre cinq six sept huit neuf",
    "nl": "nul een twee drie vier vijf zes zeven acht negen",
    "it": "zero uno due tre quattro cinque sei sette otto nove",
    "da": "nul en to tre fire fem seks syv otte ni",
    "en": "zero one two three four five six seven eight nine",
}
OTHER_DIGITS = {
    "fr": {0: "zero"}, "nl": {1: "één", 7: "zeuven"}, "it": {0: "zero", 1: "un"}, "da": {0: "nul", 1: "et"},
    "en": {0: "oh"},
}  # fmt: skip
TWICE = {"fr": "deux fois", "nl": "dubbel", "it": "doppio", "da": "dobbelt", "en": "double"}
THRICE = {"fr": "trois fois", "nl": "drie keer", "it": "tre volte", "da": "tre gange", "en": "triple"}
FILLERS = {
    "fr": ("euh", "puis", "alors", "heu", "ensuite"),
    "nl": ("euh", "eh", "dan", "en dan", "ehm"),
    "it": ("ehm", "allora", "poi", "eh", "e poi"),
    "da": ("øh", "øhm", "så", "og så", "eh"),
    "en": ("uh", "um", "er", "and then", "erm"),
}
CARRIERS = {
    "fr": "mon numéro de {k} c'est le {n}|alors le numéro de {k} c'est {n}|{k} {n} s'il vous plaît|oui c'est le {k} "
    "{n} merci|ben le numéro de {k} euh attendez c'est {n}|mon numéro de {k} il commence par {a} et après c'est {b}",
    "nl": "mijn {k}nummer is {n}|het {k}nummer dat is {n} alstublieft|ja {k}nummer {n}|euh wacht even mijn {k}nummer "
    "is {n}|het {k}nummer begint met {a} en daarna is het {b}|ik heb hier {k}nummer {n}",
    "it": "il mio numero {k} è {n}|il numero {k} allora è il {n}|numero {k} {n} grazie|ehm aspetti il numero {k} è {n}|"
    "il numero {k} comincia con {a} e poi è {b}|sì il numero {k} sarebbe {n}",
    "da": "mit {k}nummer er {n}|{k}nummeret det er {n}|ja øh {k}nummer {n} tak|jeg har {k}nummer {n}|"
    "{k}nummeret begynder med {a} og så kommer {b}|vent lige mit {k}nummer er altså {n}",
    "en": "my {k} number is {n}|the {k} number that's {n} please|yeah it's {k} number {n}|uh hang on my {k} number is "
    "{n}|the {k} number starts with {a} and then it's {b}|so it's {n} that's my {k} number",
}
KINDS = {
    "fr": ("client", "commande"), "nl": ("klant", "bestel"), "it": ("cliente", "ordine"), "da": ("kunde", "ordre"),
    "en": ("customer", "order"),
}  # fmt: skip
SLIPS = {
    "fr": "non pardon|pardon non|non|pardon|euh non attendez|non je me trompe",
    "nl": "nee wacht|nee sorry|sorry|nee|wacht nee|pardon",
    "it": "no scusi|no|scusi|anzi no|no aspetti|no mi scusi",
    "da": "nej undskyld|nej|undskyld|nej vent|nej det er forkert|øh nej",
    "en": "no sorry|sorry|no wait|no|wait no|sorry I mean",
}


class Speaker:
    """A caller who dictates in one language; the same seed says the same."""

    def __init__(self, language: str, seed: int) -> None:
        self.language = language
        self.random = Random(f"{language}{seed}")
        self.dialect = self.random.choice(DIALECTS[language])

    def number(self, length: int) -> str:
        """Digits that begin with no zero more often than by chance, and repeat themselves now and then."""
        digits = ""
        while len(digits) < length:
            digits += digits[-1] if digits and self.random.random() < 0.15 else str(self.random.randrange(10))
        return digits

    def dictate(self, digits: str, style: str = "") -> str:
        """The digits in one of the styles; a style of its own for each call when left out."""
        style = style or self.random.choice(("digits", "pairs", "threes", "mixed", "written", "twice"))
        if style == "written":
            return self._written(digits)
        groups = self._groups(digits, style)
        said = [self._group(group, style) for group in groups]
        out = said[0]
        for before, piece, word in zip(groups, groups[1:], said[1:], strict=False):
            out += self._gap(before, piece, style) + word
        return out

    def digit(self, digit: str) -> str:
        """One digit as a word."""
        other = OTHER_DIGITS[self.language].get(int(digit))
        return other if other and self.random.random() < 0.3 else DIGITS[self.language].split()[int(digit)]

    def cardinal(self, group: str) -> str:
        """A group of digits as a number; zeros before it one by one."""
        zeros = len(group) - len(group.lstrip("0"))
        words = [self.digit("0") for _ in range(zeros)]
        if group[zeros:]:
            words.append(self._count(int(group)))
        return " ".join(words)

    def _count(self, value: int) -> str:
        if value < 10:
            return self.digit(str(value))
        said: str = num2words(value, lang=self.dialect)
        if self.language == "da":
            said = said.replace("hundrede", " hundrede").strip()
        apart = self.random.random() < 0.4
        if self.language in ("fr", "en") and apart:
            said = said.replace("-", " ")
        if value < 100 and apart and self.language in ("nl", "da") and value > 20 and value % 10:
            link = "og" if self.language == "da" else "en"
            unit = DIGITS[self.language].split()[value % 10]
            said = f"{unit} {link} {num2words(value // 10 * 10, lang=self.dialect)}"
        return said

    def _groups(self, digits: str, style: str) -> list[str]:
        if style == "twice":
            return _repeats(digits)
        groups, index = [], 0
        while index < len(digits):
            size = {"digits": 1, "pairs": 2, "threes": 3}.get(style) or self.random.randint(1, 3)
            groups.append(digits[index : index + size])
            index += size
        return groups

    def _group(self, group: str, style: str) -> str:
        if style == "twice" and len(group) > 1:
            return f"{(TWICE if len(group) == 2 else THRICE)[self.language]} {self.digit(group[0])}"
        if style == "mixed" and self.random.random() < 0.4:
            return group
        return self.cardinal(group)

    def _gap(self, before: str, after: str, style: str) -> str:
        # Numbers that would run together are told apart by a pause.
        merges = style != "digits" and len(after) < 3 and (before[-1] == "0" or len(before) > len(after))
        gaps = [", ", ", ", "... "] if merges else [" ", " ", " ", ", "]
        gap = self.random.choice(gaps)
        if self.random.random() < 0.08:
            gap = f", {self.random.choice(FILLERS[self.language])}, "
        return gap

    def _written(self, digits: str) -> str:
        size = self.random.choice((1, 2, 3, 4, len(digits)))
        groups = [digits[i : i + size] for i in range(0, len(digits), size)]
        return self.random.choice((" ", "-", " ", ", ")).join(groups)


def _repeats(digits: str) -> list[str]:
    groups: list[str] = []
    for digit in digits:
        if groups and groups[-1][0] == digit and len(groups[-1]) < 3:
            groups[-1] += digit
        else:
            groups.append(digit)
    return groups
