"""What a company may never ask about its people: recognised in French and English, however spelt.

The grounds are those of article L1132-1 of the French labour code and article 9 of the GDPR. The
check reads names that HR gives to facts and criteria; it is a net for good faith and for haste,
not a judge: the sentence that goes with a refusal says whom to ask.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

# Letters of other alphabets, and figures, that pass for Latin ones.
_LOOKALIKES: Final = str.maketrans(
    {
        **dict(zip("авеѕкмнорстухіјѵ", "abeskmhopctyxijv", strict=True)),
        **dict(zip("αβεηικμνορτυχ", "abenikmvoptux", strict=True)),
        **dict(zip("034578@$€!", "oeastbasei", strict=True)),
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ß": "ss",
        "œ": "oe",
        "æ": "ae",
    }
)

# Ground → beginnings of words that betray it wherever they stand, even with separators between
# their letters. Each is long enough not to sit inside an innocent word.
_STEMS: Final[Mapping[str, tuple[str, ...]]] = {
    "origin": (
        *("ethni", "ethnic", "racial", "raciaux", "couleurdepeau", "couleurpeau", "skincolo"),
        *("ancestry", "ascendance", "originesociale", "originegeo", "originenationale"),
        *("nationalorigin", "originfamil", "originefamil", "minoritevisible"),
    ),
    "religion": (
        *("religi", "confession", "croyance", "spirituali", "catholi", "musulman", "muslim"),
        *("chretien", "christian", "protestant", "bouddhi", "buddhis", "judaism", "judaisme"),
        *("islamique", "islamic", "hindou", "hinduis", "halal", "casher"),
    ),
    "opinions": (
        *("opinionpoliti", "opinionspoliti", "politicalopinion", "politicalview", "politicalaffil"),
        *("convictionphilo", "convictionsphilo", "philosophicalbelief", "philosophiedevie"),
        *("partipoliti", "politicalparty", "militantisme", "mandatelectif", "electivemandate"),
        *("francmacon", "freemason", "couleurpoliti", "orientationpoliti"),
    ),
    "union": (
        *("syndicat", "syndical", "syndique", "tradeunion", "laborunion", "labourunion"),
        *("unionmember", "unionised", "unionized", "unionisation", "unionization", "cfdt"),
        *("mandatirp", "greviste", "striker"),
    ),
    "health": (
        *("handicap", "disabilit", "disabled", "invalidit", "etatdesante", "problemedesante"),
        *("donneesdesante", "healthstatus", "healthcondition", "healthissue", "healthrecord"),
        *("maladie", "sickness", "sickleave", "arretmaladie", "illness", "medical", "pathologi"),
        *(
            "rqth",
            "autonomieperdue",
            "pertedautonomie",
            "neurodiver",
            "neuroatypi",
            "autisme",
            "autisti",
        ),
        *("grossesse", "pregnan", "enceinte", "genetique", "genetic", "dyslexi"),
    ),
    "orientation": (
        *("orientationsex", "sexualorient", "viesexuelle", "sexlife"),
        *("homosexu", "heterosexu", "bisexu", "lgbt", "sexualit", "gaylesb", "lesbien", "lesbian"),
        *("moeurs", "sexualpreference", "preferencesexu"),
    ),
    "appearance": (
        *("photo", "selfie", "apparencephysi", "physicalappear"),
        *("tailleetpoids", "corpulence", "bodyweight", "bodymass", "tatouage", "tattoo"),
    ),
    "birthplace": (
        *("lieudenaissance", "lieunaissance", "villedenaissance", "paysdenaissance"),
        *("birthplace", "placeofbirth", "countryofbirth", "cityofbirth", "bornin"),
        *("departementdenaissance", "villenaissance", "paysnaissance", "paysdorigine"),
        *("countryoforigin", "paysorigine"),
    ),
    "nationality": (
        *("nationalit", "citoyennete", "citizenship", "titredesejour", "residencepermit"),
        *("passeport", "passport", "immigra", "apatrid", "naturalis"),
    ),
    "name": (
        *("nomdejeunefille", "nomdenaissance", "maidenname", "birthname", "patronyme"),
        *("consonance", "nametype", "originedunom", "originedupatronyme", "originofname"),
        *("nomafamil", "nompatronym", "namebased"),
    ),
    "sex": (
        *("identitedegenre", "genderidentity", "transgenre", "transgender", "hommefemme"),
        *("femmehomme", "malefemale", "femalemale", "transidentit", "civilite", "masculinfeminin"),
    ),
    "age": (
        *("datedenaissance", "datenaissance", "dateofbirth", "birthdate", "birthday"),
        *("anneedenaissance", "yearofbirth", "anneenaissance", "birthyear", "trancheage"),
        *("tranchedage", "agegroup", "agerange", "agebracket", "anniversairenaissance"),
    ),
    "family": (
        *(
            "situationdefamille",
            "situationfamiliale",
            "etatcivil",
            "maritalstatus",
            "statutmarital",
        ),
        *("familystatus", "situationmatrimoniale", "nombredenfant", "numberofchildren"),
        *("enfantsacharge", "chargesdefamille", "childrenathome", "parentisole", "singleparent"),
    ),
    "vulnerability": (
        *("lieuderesidence", "adressepersonnelle", "homeaddress", "domiciliationbancaire"),
        *("situationeconomique", "surendettement", "casierjudiciaire", "criminalrecord"),
        *("lanceurdalerte", "whistleblow", "condamnationpenale"),
    ),
}

_FAITHS: Final = ("atheisme", "atheist", "belief", "beliefs", "careme", "ramadan", "kosher")
_ILLS: Final = ("allergie", "allergies", "allergy", "depression")

# Ground → whole words: too short, or too common inside others, to be looked for as beginnings.
_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "origin": frozenset(("race", "races", "rom", "roms")),
    "religion": frozenset(
        (
            "foi",
            "faith",
            "culte",
            "islam",
            "juif",
            "juive",
            "juifs",
            "jew",
            "jewish",
            "athee",
            *_FAITHS,
        )
    ),
    "opinions": frozenset(("opinion", "opinions")),
    "union": frozenset(("cgt", "cftc", "unsa", "unionist", "greve")),
    "health": frozenset(
        ("malade", "cancer", "vih", "hiv", "mdph", "sick", "boeth", "burnout", *_ILLS)
    ),
    "orientation": frozenset(("gay", "homo", "hetero", "queer", "pacs")),
    "appearance": frozenset(("beaute", "beauty", "trombinoscope", "visage")),
    "birthplace": frozenset(("naissance", "birth", "birthtown")),
    "nationality": frozenset(("citoyen", "citizen")),
    "name": frozenset(("prenom", "surname", "firstname", "lastname")),
    "sex": frozenset(("sexe", "sexes", "sex", "gender", "femme", "homme", "male", "female")),
    "age": frozenset(("age", "ages")),
    "family": frozenset(("celibataire", "enfant", "enfants")),
    "vulnerability": frozenset(("rib", "iban")),
}

# Ground → words that betray it only when nothing qualifies them: « Santé », but « Branche santé ».
_ALONE: Final[Mapping[str, frozenset[str]]] = {
    "origin": frozenset(("origine", "origines", "origin", "origins")),
    "opinions": frozenset(("politique", "politics", "vote", "conviction", "convictions")),
    "health": frozenset(("sante", "health", "poids", "weight")),
    "appearance": frozenset(("physique", "portrait", "portraits")),
    "nationality": frozenset(("visa", "pays", "etranger", "etrangers", "foreigner")),
    "name": frozenset(("nom", "noms", "name", "names")),
    "sex": frozenset(("genre", "genres", "hf", "mf", "f", "h")),
    "age": frozenset(("senior", "seniors", "jeune", "jeunes")),
    "family": frozenset(("marie", "married", "children", "family", "famille")),
    "orientation": frozenset(("bi",)),
}
_LINKING: Final = frozenset(
    ("le", "la", "les", "l", "the", "a", "an", "un", "une", "of", "de", "d")
)

# Among the answers one may choose from, only what has no other meaning: « Santé » is a trade too.
_BETRAYING: Final = ("origin", "religion", "union", "orientation", "sex")


def ground_of(text: str) -> str:
    """The forbidden ground that the name of a fact touches ("religion", "health"…), else "".

    Accents, capitals, blanks and points between letters, look-alike letters and figures make no
    difference. Grounds: origin, religion, opinions, union, health, orientation, appearance,
    birthplace, nationality, name, sex, age, family, vulnerability.
    """
    return _found(text, _STEMS)


def ground_of_answers(answers: Iterable[str]) -> str:
    """The forbidden ground that the answers to choose from betray, else ""."""
    for answer in answers:
        if found := _found(answer, _BETRAYING):
            return found
    return ""


def _found(text: str, grounds: Iterable[str]) -> str:
    # « 1 » and « | » pass for an i as well as for an l.
    return next((told for like in "il" for told in _grounds(_words(text, like), grounds)), "")


def _grounds(words: list[str], grounds: Iterable[str]) -> Iterator[str]:
    # Words of one letter are a word spelt out: « r e l i g i o n », « s.e.x.e ».
    spelt = "".join(words) if all(len(word) < 3 for word in words) else ""
    whole = {*words, spelt}
    alone = set(words) - _LINKING
    squeezed = "".join(words)
    for ground in grounds:
        lonely = _ALONE.get(ground, frozenset())
        if (
            whole & _WORDS[ground]
            or (len(alone) == 1 and alone <= lonely)
            or spelt in lonely
            or any(stem in squeezed for stem in _STEMS[ground])
        ):
            yield ground


def _words(text: str, like: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(one for one in plain if unicodedata.category(one) not in ("Mn", "Cf", "Cc"))
    return re.findall(r"[a-z]+", re.sub("[1|]", like, plain.translate(_LOOKALIKES)))
