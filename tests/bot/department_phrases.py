"""Sentences in which callers name a department, refuse one, or tell two apart."""

from __future__ import annotations

CARRIERS = {
    "fr": "bonjour je voudrais parler à {} s'il vous plaît|passez-moi {}|est-ce que je pourrais avoir {} svp|"
    "c'est pour {}|"
    "euh oui alors je cherche {}|mettez moi en relation avec {}|j'aimerais joindre {} si c'est possible|{} merci|"
    "je vous appelle pour {} en fait|bon ben {} quoi|vous pouvez me transférer vers {}|oui bonjour {} je vous prie|"
    "il me faudrait {} assez vite|on m'a dit de demander {}",
    "nl": "goedemiddag ik had graag {} gesproken|verbind me door met {}|kan ik {} krijgen alstublieft|het is voor {}|"
    "euh ja ik zoek eigenlijk {}|ik wil {} spreken|mag ik {} aan de lijn|{} graag|ja hallo {} als het kan|"
    "nou gewoon {} hè|u mag mij doorschakelen naar {}|ik moet {} hebben|ze zeiden dat ik naar {} moest vragen",
    "it": "buongiorno vorrei parlare con {} grazie|mi passi {}|potrei avere {} per favore|è per {}|"
    "ehm sì allora cercavo {}|mi metta in contatto con {}|avrei bisogno di {} per cortesia|{} grazie|"
    "guardi io chiamavo per {}|boh {} credo|può trasferirmi a {}|mi hanno detto di chiedere {}|pronto sì {} scusi",
    "da": "goddag jeg vil gerne tale med {} tak|stil mig om til {}|må jeg få {}|det er til {}|"
    "øh ja jeg leder egentlig efter {}|kan du sætte mig igennem til {}|jeg skal have fat i {}|{} tak|"
    "altså bare {} ikke|hej ja {} hvis det er muligt|de sagde jeg skulle spørge efter {}|jeg skal snakke med {}",
    "en": "hello could you put me through to {} please|get me {}|can i have {} there|it's for {}|"
    "uh yeah i'm looking for {} actually|i'd like to speak with {}|would you ever connect me to {}|{} please|"
    "so basically {} i think|hi yes {} if you don't mind|they told me to ask for {}|i need a word with {}",
}
ACTIVITIES = {
    "fr": ("je veux celui qui {}", "je cherche la personne qui {} svp", "passez-moi ceux qui {}", "quelqu'un pour {}"),
    "nl": ("ik zoek degene die {}", "iemand die {} graag", "wie is het die {}", "ik wil de persoon die {} spreken"),
    "it": ("chi {}", "vorrei parlare con chi {}", "cerco qualcuno che {}", "mi passi la persona che {} grazie"),
    "da": ("jeg vil tale med dem der {}", "hvem er det der {}", "jeg skal have fat i den der {}", "en der kan {} tak"),
    "en": (
        "whoever {}",
        "i need someone who can {}",
        "put me on to the person who {}",
        "is there anybody that {} there",
    ),
}
NEGATIONS = {
    "fr": "pas {x}, {y}|je vous ai dit {y} pas {x}|ne me repassez plus {x} je veux {y}|non pas {x} mais {y}|"
    "{x} non, {y}|je n'ai pas demandé {x} j'ai demandé {y}|c'est pas {x} que je veux c'est {y}|"
    "j'ai pas besoin de {x} je cherche {y}|surtout pas {x}, plutôt {y}|{y} et pas {x}|je voulais {y} au lieu de {x}|"
    "je veux plus parler à {x} passez-moi {y}",
    "nl": "niet {x} maar {y}|niet {x}, {y}|ik zei {y} niet {x}|geen {x}, ik wil {y}|ik heb niet om {x} gevraagd "
    "maar om {y}|"
    "{x}? nee, {y}|verbind me niet meer met {x} ik wil {y}|ik moet {x} niet hebben maar {y}|"
    "{y} en niet {x}|ik wilde {y} in plaats van {x}|liever {y} dan {x}|ik heb {x} niet nodig, ik zoek {y}",
    "it": "non {x} ma {y}|non {x}, {y}|le ho detto {y} non {x}|non mi passi più {x} voglio {y}|{x}? no, {y}|"
    "non ho chiesto {x} ho chiesto {y}|non mi serve {x} mi serve {y}|non voglio {x} voglio {y}|{y} e non {x}|"
    "volevo {y} invece di {x}|ma che {x}, io cerco {y}|non cercavo {x}, cercavo {y}",
    "da": "ikke {x} men {y}|ikke {x}, {y}|jeg sagde {y} ikke {x}|stil mig ikke om til {x} igen jeg vil have {y}|"
    "{x}? nej, {y}|"
    "jeg bad ikke om {x} jeg bad om {y}|jeg skal ikke bruge {x} jeg skal bruge {y}|det er ikke {x} jeg vil have "
    "det er {y}|"
    "{y} og ikke {x}|jeg ville have {y} i stedet for {x}|hellere {y} end {x}|jeg har ikke brug for {x}, jeg søger {y}",
    "en": "not {x}, {y}|not {x} but {y}|i said {y} not {x}|i've no need of {x} it's {y} i'm after|"
    "i didn't ask for {x} i asked for {y}|{x}? no, {y}|don't put me through to {x} again i want {y}|"
    "i don't need {x} i need {y}|it's not {x} i want it's {y}|{y} and not {x}|i wanted {y} instead of {x}|"
    "rather {y} than {x}|never mind {x}, give me {y}",
}
NO_DENIAL = {
    "fr": "ça marche pas passez-moi {}|j'ai pas internet je veux {}|non non {}|je comprends pas je cherche {}|"
    "je suis pas content passez moi {}|je n'arrive pas à joindre {}|j'ai plus de réseau passez-moi {}",
    "nl": "het werkt niet ik zoek {}|nee nee {}|ik kan niet wachten verbind me met {}|ik weet het niet misschien {}|"
    "ik begrijp het niet ik wil {}|ik ben niet tevreden geef mij {}",
    "it": "non funziona mi passi {}|no no {}|non ho capito vorrei {}|non so forse {}|non sono contento cerco {}|"
    "non riesco a collegarmi voglio {}",
    "da": "det virker ikke jeg vil have {}|nej nej {}|jeg ved det ikke måske {}|jeg er ikke tilfreds giv mig {}|"
    "jeg kan ikke vente jeg skal tale med {}|jeg forstår det ikke jeg søger {}",
    "en": "it's not working get me {}|no no {}|i'm not happy i want {}|i don't know maybe {}|"
    "i can't wait i need {}|i don't understand it give me {}",
}
