"""What a statement does, how surely, affirmed or denied. All texts are invented."""

import pytest


@pytest.mark.parametrize(
    ("text", "act", "factuality", "polarity"),
    [
        pytest.param("The mayor said the dam was safe.", "assert", "certain", "+", id="assert"),
        pytest.param("The mayor said the dam was not safe.", "assert", "certain", "-", id="negated-content"),
        pytest.param("The mayor said nobody had drowned.", "assert", "certain", "-", id="negative-subject"),
        pytest.param("The mayor denied that the dam had failed.", "deny", "certain", "-", id="deny"),
        pytest.param("The mayor confirmed that the dam had failed.", "confirm", "certain", "+", id="confirm"),
        pytest.param(
            "The mayor accused the army of opening the gates.", "accuse", "certain", "+", id="accuse"
        ),
        pytest.param(
            "The mayor expects the river to fall by Friday.", "expect", "probable", "+", id="expect"
        ),
        pytest.param(
            "The mayor says she expects the river to fall.", "expect", "probable", "+", id="says-she-expects"
        ),
        pytest.param('"We hope the rain stops soon," the mayor said.', "hope", "possible", "+", id="we-hope"),
        pytest.param("The mayor vowed to rebuild the bridge.", "pledge", "certain", "+", id="pledge"),
        pytest.param("The mayor demanded that the gates be shut.", "demand", "certain", "+", id="demand"),
        pytest.param("The mayor told residents to leave.", "demand", "certain", "+", id="told-to"),
        pytest.param('"Who opened the gates?" the mayor asked.', "ask", "unknown", "+", id="ask"),
        pytest.param("The mayor warned that the dam could fail.", "warn", "possible", "+", id="warn"),
        pytest.param("The mayor said the dam may fail.", "assert", "possible", "+", id="modal"),
        pytest.param("The mayor said the dam would probably fail.", "assert", "probable", "+", id="adverb"),
        pytest.param(
            "The mayor does not believe that the dam failed.", "assert", "probable", "-", id="negated-cue"
        ),
        pytest.param(
            "Engineers estimate that 40 houses are lost.", "estimate", "probable", "+", id="estimate"
        ),
    ],
)
def test_act_factuality_and_polarity_follow_cue_and_words(read, text, act, factuality, polarity):
    [statement] = read(text).statements
    assert (statement.act, statement.factuality, statement.polarity) == (act, factuality, polarity)
