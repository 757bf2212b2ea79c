"""Only English is read, and other languages are refused by name."""

from __future__ import annotations

import pytest

from onrecord.errors import NotEnglish
from onrecord.sources.article import Article
from onrecord.sources.language import language_of, require_english

OTHERS = {
    "de": "Die Brücke über den Fluss bleibt bis zum Sommer gesperrt, sagte die Bürgermeisterin am Dienstag vor "
    "Journalisten. Die Arbeiten dauerten länger als geplant, weil das Hochwasser zwei Pfeiler beschädigt habe. "
    "Die Anwohner forderten einen Ersatzbus, den die Stadt ablehnt.",
    "fr": "Le pont restera fermé jusqu'à l'été, a déclaré mardi la maire devant la presse. Les travaux durent plus "
    "longtemps que prévu parce que la crue a endommagé deux piliers. Les habitants réclament un autobus de "
    "remplacement, ce que la ville refuse pour l'instant.",
    "es": "El puente seguirá cerrado hasta el verano, dijo el martes la alcaldesa ante los periodistas. Las obras "
    "duran más de lo previsto porque la crecida dañó dos pilares. Los vecinos piden un autobús de sustitución, "
    "algo que el ayuntamiento rechaza por ahora.",
    "ar": "قالت رئيسة البلدية للصحفيين يوم الثلاثاء إن الجسر سيبقى مغلقا حتى الصيف لأن الفيضان ألحق أضرارا باثنين "
    "من الأعمدة. وأضافت أن الأعمال تستغرق وقتا أطول مما كان مقررا. ويطالب السكان بحافلة بديلة وهو ما ترفضه المدينة "
    "في الوقت الحالي بسبب نقص المال.",
    "ru": "Мост останется закрытым до лета, заявила во вторник мэр города журналистам. Работы продлятся дольше, чем "
    "планировалось, потому что паводок повредил две опоры. Жители требуют пустить автобус, но городские власти "
    "пока отказываются это сделать.",
}


@pytest.mark.parametrize("code", OTHERS)
def test_another_language_is_refused_by_its_code(code):
    assert len(OTHERS[code]) >= 200
    with pytest.raises(NotEnglish, match=f"'{code}'"):
        require_english(Article(text=OTHERS[code], origin="story.txt"))


@pytest.mark.parametrize(
    "text",
    [
        "The bridge stays shut until summer, the mayor, Brünhilde Öğüt-Müller of Bad Kissingen, told reporters on "
        "Tuesday. The works take longer because the flood damaged two piers. Residents want a bus.",
        "Dead: 14. Hurt: 30. Missing: 2. Source: Ministry of Health. Next update 18:00.",
        "KYIV - “Ми тут,” she told a rally in Kyiv on Monday, meaning “we are here”. Officials in the capital said "
        "that forty thousand people had come to the square, more than in any week since the start of the year.",
        "OK",
    ],
    ids=["foreign names", "figures", "a foreign quotation", "two letters"],
)
def test_english_is_read_with_foreign_words_in_it(text):
    require_english(Article(text=text, origin="story.txt"))


@pytest.mark.parametrize("stated", ["en", "en-GB", "EN_us", "eng", "English", "und", "unknown", "", None])
def test_a_stated_language_that_is_english_or_none_is_no_bar(stated):
    text = "The bridge stays shut until summer, the mayor told reporters on Tuesday after a long meeting of the council."
    require_english(Article(text=text, origin="x", language=stated))


def test_a_stated_code_is_believed():
    with pytest.raises(NotEnglish, match="'de-ch'"):
        require_english(Article(text="Kurz und gut.", origin="x", language="de-CH"))


def test_the_language_is_the_same_each_time():
    assert {language_of(OTHERS["fr"]) for _ in range(5)} == {"fr"}
