"""Text decoded wrongly is kept as it came and flagged; sound text is not."""

from __future__ import annotations

import pytest

from onrecord.sources import articles_in
from onrecord.sources.text import MOJIBAKE, article_of_text, is_mojibake
from tests.growth import assert_grows_no_faster

SOUND = {
    "curly quotes": "“We’re staying,” said Zoë Brandt — “for now…”",
    "French": "À Orléans, l’été fut très chaud : « on étouffe », a dit Hélène Garçon.",
    "Polish": "Łódź, Gdańsk i Kraków: prezydent Żuk rozmawiał o kolei.",
    "Turkish": "İstanbul’da Öğüt ve Şahin görüştü.",
    "Vietnamese": "Thủ tướng Nguyễn Văn Bình nói tại Hà Nội.",
    "Russian": "Мэр Иванова: мост закрыт до лета.",
    "Greek": "Η δήμαρχος είπε ότι η γέφυρα κλείνει.",
    "Arabic": "قالت رئيسة البلدية إن الجسر مغلق.",
    "Chinese": "市长说桥梁关闭到夏天。",
    "signs": "Rates rose 4½ % to £3.50 (±0.1), or 36 °C × 2 — ©2031, ® and ™.",
    "box drawing": "┌──────┐\n│ Dead │\n└──────┘ 14, officials said.",
    "emoji": "The mayor wrote 👍🏽 and ❤️ on her page.",
    "capitals": "SÃO PAULO, MÜNCHEN, ÅRHUS AND ÎLE-DE-FRANCE AGREED.",
    "soft hyphens": "The infra\u00adstructure com\u00admittee met.",
    "figures": "Area: 12 km² · Sum: 1 000 € · § 12 ¶ 3",
}

WRONG = {
    "quotes": ("“We’re staying,” said the mayor.", "cp1252"),
    "accents": ("The café in Orléans is shut, Hélène Garçon said.", "latin-1"),
    "dash": ("It is over – he said – for now.", "cp1252"),
    "apostrophe": ("The mayor didn’t answer.", "cp1252"),
    "Mac": ("The café in Málaga, señor Peña said.", "mac-roman"),
    "Cyrillic": ("Мост закрыт до лета.", "cp1251"),
    "emoji": ("He wrote 😀 to all.", "cp1252"),
    "pounds": ("It costs £5 more.", "latin-1"),
    "twice": ("The café is shut.".encode().decode("latin-1"), "latin-1"),
}


def wrongly_decoded(text, encoding):
    return text.encode().decode("sloppy-windows-1252" if encoding == "cp1252" else encoding)


@pytest.fixture(scope="module", autouse=True)
def sloppy():
    """Register the codec browsers use for Windows-1252."""
    import ftfy.bad_codecs

    ftfy.bad_codecs.ok()


@pytest.mark.parametrize(("text", "encoding"), WRONG.values(), ids=WRONG.keys())
def test_wrongly_decoded_text_is_flagged_and_kept_as_it_came(text, encoding):
    wrong = f"A plain line.\n{wrongly_decoded(text, encoding)}\nAnother plain line."
    article = article_of_text(wrong)
    assert article.text == wrong
    assert article.warnings == (MOJIBAKE,)


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_sound_text_is_not_flagged(text):
    article = article_of_text(text)
    assert (article.text, article.warnings) == (text, ())


def test_one_wrong_word_in_a_sound_page_of_text_is_flagged():
    sound = "“We stay,” said Zoë.\n" * 2_000
    assert is_mojibake(sound + wrongly_decoded("The mayor’s house is shut.", "cp1252") + sound)


def test_a_wrong_word_far_along_one_long_line_is_flagged():
    assert is_mojibake("Zoë said no. " * 50_000 + wrongly_decoded("The mayor’s house.", "cp1252"))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        pytest.param("The café — “open”.".encode(), "utf-8", id="utf-8"),
        pytest.param("The café — “open”.".encode("cp1252"), "cp1252", id="windows-1252"),
        pytest.param("The café — “open”.".encode("utf-16"), "utf-16-le", id="utf-16"),
    ],
)
def test_the_encoding_found_is_recorded(data, encoding):
    [article] = articles_in(data, "story.txt", name="story.txt")
    assert (article.text, article.encoding, article.warnings) == ("The café — “open”.", encoding, ())


def test_the_search_takes_linear_time():
    def search(size):
        is_mojibake("é" + "Ã©â€™" * (size // 5))
        is_mojibake("é ü " * (size // 4))

    search(1_000)
    assert_grows_no_faster(lambda: search(100_000), lambda: search(400_000), ratio=8, noise=0.05)
