from queue_core.models import JobDetail
from queue_tui.clean import BLOCK_LIMIT
from queue_tui.words.attempts import error_text
from queue_tui.words.jobs import latest_error, name_for, texts_of, trace_text
from tests.tui.samples import STACK, a_completed_detail, a_detail, a_failed_detail, a_job, an_attempt, completed_attempt


def told(detail: JobDetail) -> str:
    return "\n".join(line.plain for line in error_text(detail))


def test_names_have_first_letters_of_their_own() -> None:
    names = list(texts_of(a_failed_detail())) + list(texts_of(a_completed_detail()))
    assert set(names) == {"id", "payload", "trace", "result"}
    assert len({name[0] for name in names}) == 4


def test_what_there_is_none_of_is_not_offered() -> None:
    assert "trace" not in texts_of(a_completed_detail())
    assert "result" not in texts_of(a_failed_detail())


def test_the_trace_is_the_latest_errors_unless_another_attempt_is_chosen() -> None:
    detail = a_failed_detail()
    latest = latest_error(detail)
    assert latest is not None
    assert latest.number == 4
    assert STACK in trace_text(detail)
    assert "no answer within 50s" in trace_text(detail, detail.attempts[1])


def test_an_error_of_the_past_says_that_the_job_has_moved_on() -> None:
    detail = a_detail(a_job(), attempts=(an_attempt(1, 60, 30), completed_attempt(2, 20, 10)))
    assert told(detail).startswith("From attempt 1; the job has moved on since.")


def test_without_an_error_it_says_so() -> None:
    assert told(a_detail()) == "No error: nothing has gone wrong so far."


def test_the_json_of_old_workers_is_read() -> None:
    old = '{"message": "timed out", "type": "TIMEOUT", "retryable": true, "stack": "Error: x\\n    at a.js:1:2"}'
    text = told(a_detail(error_message=old))
    assert text == "TIMEOUT\ntimed out\n\nError: x\n    at a.js:1:2"


def test_a_plain_sentence_of_an_old_program_is_shown_as_it_is() -> None:
    assert told(a_detail(error_message="Job timed out")) == "Job timed out"
    assert told(a_detail(error_message="[1, 2]")) == "[1, 2]"
    assert told(a_detail(error_message='{"message": 5')) == '{"message": 5'


def test_a_long_trace_is_cut_and_says_so() -> None:
    detail = a_detail(attempts=(an_attempt(1, 60, 30, stack="x" * (BLOCK_LIMIT + 1000)),))
    text = told(detail)
    assert "… 1,000 more characters: o opens all of it" in text
    assert len(text) < BLOCK_LIMIT + 1000


def test_markup_in_an_error_stays_text() -> None:
    detail = a_detail(attempts=(an_attempt(1, 60, 30, message="[/x] [bold]", exception_type="[@click=app.quit]"),))
    assert "[@click=app.quit]: [/x] [bold]" in told(detail)


def test_each_section_has_a_text_to_open() -> None:
    assert [name_for(section) for section in ("overview", "error", "attempts", "payload", "result")] == [
        "trace",
        "trace",
        "trace",
        "payload",
        "result",
    ]
