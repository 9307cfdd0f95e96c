"""The list with a cursor: keys that come before the rows do."""

import pytest
from textual.app import ComposeResult

from queue_tui.base_app import TerminalApp
from queue_tui.widgets.looks import Cell, Look
from queue_tui.widgets.row_list import Row, RowList

NAMES = ("first", "second", "third", "fourth")


class Listing(TerminalApp):
    """Nothing but a list."""

    def compose(self) -> ComposeResult:
        """The list."""
        yield RowList()


@pytest.mark.parametrize(
    ("keys", "name"),
    [((), "first"), (("j", "j"), "third"), (("j", "j", "k"), "second"), (("G",), "fourth"), (("k", "j"), "second")],
)
async def test_keys_typed_while_the_rows_are_read_move_the_cursor_as_if_they_had_been_there(
    keys: tuple[str, ...], name: str
) -> None:
    app = Listing()
    async with app.run_test(size=(40, 3)) as pilot:
        rows = app.query_one(RowList)
        rows.show(None, nothing="There is nothing.")
        await pilot.press(*keys)
        assert rows.key is None
        assert [line[0].text.strip() for line in rows.lines()] == ["Reading…"]
        rows.show([Row(name, (Cell(name, Look.PLAIN),)) for name in NAMES])
        assert rows.key == name


async def test_a_list_that_was_read_and_is_empty_takes_no_key() -> None:
    app = Listing()
    async with app.run_test(size=(40, 3)) as pilot:
        rows = app.query_one(RowList)
        rows.show([], nothing="There is nothing.")
        await pilot.press("j", "j", "G")
        assert [line[0].text.strip() for line in rows.lines()] == ["There is nothing."]
        rows.show([Row(name, (Cell(name, Look.PLAIN),)) for name in NAMES])
        assert rows.key == "first"
