import json

from hypothesis import given
from hypothesis import strategies as st

from queue_core.models import JsonValue
from queue_tui.words.json_text import scalar_text, to_text

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_the_text_is_harmless_and_stands_for_exactly_its_value(value: JsonValue) -> None:
    text = to_text(value)
    assert text.replace("\n", "").isprintable()
    assert json.loads(text) == value


@given(st.text())
def test_a_string_on_one_line_stands_for_exactly_its_value(value: JsonValue) -> None:
    text = scalar_text(value)
    assert text.isprintable()
    assert json.loads(text) == value


def test_writing_that_people_read_stays_readable() -> None:
    assert scalar_text("अनुच्छेद 370 - naïve 漢字") == '"अनुच्छेद 370 - naïve 漢字"'


def test_a_value_too_deep_to_be_written_gets_a_sentence() -> None:
    value: JsonValue = []
    for _ in range(100_000):
        value = [value]
    assert to_text(value) == "nested too deeply to be shown"
