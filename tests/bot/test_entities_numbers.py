"""Customer, order and phone numbers as callers dictate them."""

from __future__ import annotations

import pytest
from num2words import num2words

from bot.entities import find_digits
from bot.entities.cardinals import cardinals
from bot.entities.identifiers import find_identifiers
from bot.entities.text import Text

pytestmark = pytest.mark.unit

DICTATED = [
    ("en", "K N two two eight six one four", "228614"),
    ("en", "it's double five oh nine three two", "550932"),
    ("en", "order number two zero one one four five six eight", "20114568"),
    ("en", "reference one nine eight two double three oh four", "19823304"),
    ("en", "oh eight seven one to three four five six seven", "+353871234567"),
    ("en", "plus three five three one six seven one double two eight nine", "+35316712289"),
    ("en", "plus thirty two two five one one forty two seventeen", "+3225114217"),
    ("en", "zero six twelve thirty four fifty six seventy eight", "+33612345678"),
    ("en", "client number to oh six, seven one five", "206715"),
    ("en", "uh it's, hold on, eight, eight, one, four, oh, six", "881406"),
    ("en", "number is three zero five, and then seven seven one", "305771"),
    ("en", "my mobile is 086 445 2210", "+353864452210"),
    ("en", "plus four five twenty one thirty four fifty five sixty six", "+4521345566"),
    ("fr", "quatre cent vingt-cinq mille trois cent douze", "425312"),
    ("fr", "mon numéro de client c'est le 204 718", "204718"),
    ("fr", "commande trois sept zéro un neuf neuf quatre deux", "37019942"),
    ("fr", "zéro six douze trente-quatre cinquante-six septante-huit", "+33612345678"),
    ("fr", "zéro quatre septante-cinq douze trente-quatre cinquante-six", "+32475123456"),
    ("fr", "plus trente-deux deux cinq cent douze et puis quarante quarante", "+3225124040"),
    ("fr", "heu le numéro c'est huit neuf, pardon, huit six neuf zéro un un", "869011"),
    ("fr", "nonante et un zéro trois vingt-deux", "910322"),
    ("fr", "vous me joignez au zéro deux trois quarante-cinq soixante-sept huitante-neuf", "+3223456789"),
    ("fr", "le dossier porte la référence K N sept sept trois deux zéro neuf", "773209"),
    ("fr", "c'est écrit sur la facture, cent douze mille huit cents", "112800"),
    ("fr", "oui c'est le 731 556", "731556"),
    ("fr", "alors je vous le lis, un deux, zéro zéro, quatre quatre, neuf un", "12004491"),
    ("fr", "K N quatre cents vingt-deux cent dix", "422110"),
    ("fr", "trois fois le sept puis deux cent six", "777206"),
    ("fr", "on est le client K N neuf zéro zéro six un un", "900611"),
    ("fr", "mon code client, je l'ai là, six cent soixante-six cent vingt", "666120"),
    ("fr", "0475 66 12 90", "+32475661290"),
    ("nl", "vier zeven twee negen één drie", "472913"),
    ("nl", "mijn klantnummer is twee acht vijf nul zes vier", "285064"),
    ("nl", "eenentwintig vierendertig zesenvijftig", "213456"),
    ("nl", "het bestelnummer is één nul vier vier acht zeven twee nul", "10448720"),
    ("nl", "order 30 58 71 92", "30587192"),
    ("nl", "nul zes twaalf vierendertig zesenvijftig achtenzeventig", "+31612345678"),
    ("nl", "plus tweeëndertig vier zeven acht drie twee één vier vijf zes", "+32478321456"),
    ("nl", "nul twintig zes twee drie vier vijf zes zeven", "+31206234567"),
    ("nl", "0033 6 12 88 43 07", "+33612884307"),
    ("nl", "dat is K N, en dan vijf vijf nul twee één acht", "550218"),
    ("nl", "0800, nee, 0495 en dan 61 22 07", "+32495612207"),
    ("nl", "tweemaal de negen, dan een vier, dan driemaal de één", "994111"),
    ("nl", "driehonderdtwaalf vierhonderdvijfennegentig", "312495"),
    ("nl", "mijn gsm is nul vier zeven zes, negentien, achttien, tweeëntwintig", "+32476191822"),
    ("nl", "nummer is 615 twee nul vier", "615204"),
    ("it", "quattro cinque sei sette otto nove", "456789"),
    ("it", "kappa enne uno due tre quattro cinque sei", "123456"),
    ("it", "il numero d'ordine è otto otto zero zero tre quattro due uno", "88003421"),
    ("it", "l'ordine è il 7 3 3 1 0 9 9 4", "73310994"),
    ("it", "codice 29 40 17", "294017"),
    ("it", "trecentoventi mila cinquecento dieci", "320510"),
    ("it", "cinquecentododici ottocentoquaranta", "512840"),
    ("it", "aspetti lo leggo uno otto otto quattro tre cinque", "188435"),
    ("it", "più trentatré sei dodici quarantacinque settantotto novanta", "+33612457890"),
    ("it", "eh il numero allora zero otto uno sette sei due", "081762"),
    ("da", "fire fire syv to ni en", "447291"),
    ("da", "tolv fireogtredive seksoghalvtreds", "123456"),
    ("da", "mit kundenummer er fem tre otte nul seks to", "538062"),
    ("da", "toogfyrre halvfems sytten", "429017"),
    ("da", "øh det er seks, seks, et, nul, otte, tre", "661083"),
    ("da", "ordrenummer 40718253", "40718253"),
    ("da", "tyve otteogtredive nul fem enogtres", "20380561"),
    ("da", "mit telefonnummer er tredive toogtyve fireogfyrre seksogtres", "+4530224466"),
    ("da", "mit telefonnummer er 12 34 01 00", "+4512340100"),
    ("da", "plus femogfyrre, så toogtyve elleve halvtreds fyrre", "+4522115040"),
    ("da", "jeg har det her, KN og så fireogtyve halvtreds seksten", "245016"),
    ("da", "tre og tyve fire og halvfems ti", "239410"),
    ("da", "to tre fire en to tre", "234123"),
    ("da", "altså det nummer der står på kortet er to fem seks otte otte en", "256881"),
    ("fr", "mon numéro client c'est neuf deux zéro sept trois un", "920731"),
    ("fr", "la commande trois zéros et pour finir quarante-cinq soixante-dix-huit un", "00045781"),
    ("fr", "mon portable c'est zéro six trente-neuf quarante quatre-vingt-seize douze", "+33639409612"),
    ("fr", "numéro de client deux cent douze non pardon deux cent treize quatre cent huit", "213408"),
    ("nl", "klantnummer drie zeven nee wacht drie acht twee twee één nul", "382210"),
    ("nl", "het bestellingsnummer is acht acht een twee volgt u nog drie vier vijf zes", "88123456"),
    ("nl", "ordernummer twee nullen en tot slot vier vijf zes zeven acht negen", "00456789"),
    ("it", "ordine tre zeri e alla fine cinque sei sette otto nove", "00056789"),
    ("it", "codice cliente due tre quattro no scusi due tre cinque sei sette otto", "235678"),
    ("it", "l'ordine è uno due tre nove mi segue sette zero sette quattro", "12397074"),
    ("da", "bestillingsnummeret er to nuller og så fireogtredive seksoghalvtreds otteoghalvfjerds", "00345678"),
    ("da", "ordrenummer nul en to tre er du med fire fem seks syv", "01234567"),
    ("da", "kundenummeret er fire fem nej undskyld fire seks syv otte ni nul", "467890"),
    ("en", "order number nine one em two two oh oh four now six", "91220046"),
    ("en", "order number two nines and a four then triple zero one two", "99400012"),
    ("en", "my mobile is oh double seven double oh nine hundred four five six", "+447700900456"),
    ("fr", "j'en ai eu pour mille huit cents euros", None),
    ("fr", "le 18 04 2026", None),
    ("en", "I have a question for you", None),
    ("en", "can i get one of those", None),
    ("fr", "j'ai un problème", None),
    ("en", "change it to four four seven", None),
    ("en", "twenty three forty five sixty seven", "234567"),
    ("en", "23 45 67", "234567"),
    ("en", "2 3 4 5 6 7", "234567"),
    ("en", "four five six seven eight nine please", "456789"),
    ("fr", "soixante dix huit quatre vingt dix sept zéro zéro", "789700"),
    ("en", "one hundred and five two oh four", "105204"),
]


@pytest.mark.parametrize(("language", "said", "value"), DICTATED)
def test_a_dictated_number_is_understood(language: str, said: str, value: str | None) -> None:
    found = [mention.value for mention in find_identifiers(Text(said, language))]
    assert found == ([] if value is None else [value]) or (value in found and language == "da")


@pytest.mark.parametrize("dialect", ["fr", "fr_BE", "fr_CH", "nl", "it", "en"])
def test_every_cardinal_is_read_with_and_without_hyphens(dialect: str) -> None:
    language = dialect[:2]
    for number in [*range(0, 1000, 7), *range(1000, 1_000_000, 17_771), 71, 80, 91, 99, 121, 181, 200]:
        said = num2words(number, lang=dialect).replace(",", "")
        # num2words writes Italian 118 as "centodicotto".
        if "dicotto" in said:
            continue
        for text in (Text(said, language), Text(said.replace("-", " "), language)):
            assert cardinals(language).number(text, 0) == (number, len(text.words)), said


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("treogtyve", 23), ("halvtreds", 50), ("tres", 60), ("treds", 60), ("syvoghalvfjerds", 77), ("firs", 80),
        ("nioghalvfems", 99), ("tre og tyve", 23), ("hundrede og fem", 105), ("to hundrede otteogtredive", 238),
        ("halvtredsindstyve", 50), ("fem tusind", 5000),
    ],
)  # fmt: skip
def test_danish_counts_in_scores(said: str, number: int) -> None:
    text = Text(said, "da")
    assert cardinals("da").number(text, 0) == (number, len(text.words))


def test_the_word_before_a_number_tells_what_it_is() -> None:
    def kinds(said: str) -> list[tuple[str, str]]:
        return [(m.entity, m.value) for m in find_identifiers(Text(said, "da"))]

    assert kinds("mit ordrenummer er 30 22 44 66") == [("order_number", "30224466")]
    assert kinds("mit telefonnummer er 30 22 44 66") == [("phone_number", "+4530224466")]
    # Eight digits alone may be either: the form that waits for one takes its own.
    assert sorted(kinds("30 22 44 66")) == [("order_number", "30224466"), ("phone_number", "+4530224466")]


@pytest.mark.parametrize(
    ("language", "said"),
    [("da", "mit mobilnummer er 31 07 12 80"), ("da", "vores fastnetnummer det er 32 12 85 69")],
)
def test_a_number_that_is_called_a_phone_number_is_nothing_else(language: str, said: str) -> None:
    assert [mention.entity for mention in find_identifiers(Text(said, language))] == ["phone_number"]


def test_the_country_of_the_caller_comes_first() -> None:
    text = Text("zéro quatre, septante, douze, trente-quatre, cinquante-six", "fr")
    assert [m.value for m in find_identifiers(text, ("BE",))] == ["+32470123456"]


def test_a_form_gets_strings_of_any_length() -> None:
    assert find_digits("uh four double two", "en") == ("422",)
    assert find_digits("zes nul vier, eh, drie", "nl") == ("6043",)
    assert find_digits("nothing here", "en") == ()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "oh no, I have been waiting for too long"),
        ("fr", "j'ai un problème avec une facture"),
        ("nl", "een vraag over een bestelling"),
        ("it", "ho un problema con una fattura"),
        ("da", "jeg har et problem med en regning"),
    ],
)
def test_articles_and_prepositions_are_no_digits(language: str, said: str) -> None:
    assert find_digits(said, language) == ()
