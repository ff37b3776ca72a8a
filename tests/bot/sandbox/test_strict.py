"""Every rule of a strict Discord, broken one at a time."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.refusals import Problem, nested
from bot.sandbox.strict import COMPONENTS_V2, Before, Uploads, is_empty, message_problems
from bot.sandbox.strict_commands import characters, choices_problems, command_problems
from bot.sandbox.strict_modal import modal_problems

V2 = {"flags": COMPONENTS_V2}


def button(**changes: Any) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": "Press", "custom_id": "press"} | changes


def select(**changes: Any) -> dict[str, Any]:
    return {"type": 3, "custom_id": "menu", "options": [option("a"), option("b")]} | changes


def option(value: str, **changes: Any) -> dict[str, Any]:
    return {"label": value, "value": value} | changes


def row(*children: Any) -> dict[str, Any]:
    return {"type": 1, "components": list(children)}


def rows(*children: Any) -> dict[str, Any]:
    return {"content": "x", "components": [row(*children)]}


def text(content: str = "x") -> dict[str, Any]:
    return {"type": 10, "content": content}


def section(**changes: Any) -> dict[str, Any]:
    return {"type": 9, "components": [text()], "accessory": button()} | changes


def layout(*components: Any) -> dict[str, Any]:
    return V2 | {"components": list(components)}


def container(*children: Any, **more: Any) -> dict[str, Any]:
    return {"type": 17, "components": list(children)} | more


def gallery(*urls: str) -> dict[str, Any]:
    return {"type": 12, "items": [{"media": {"url": url}} for url in urls]}


def embed(**parts: Any) -> dict[str, Any]:
    return {"embeds": [parts]}


def codes(problems: list[Problem]) -> set[str]:
    return {problem.code for problem in problems}


PICTURE = Uploads({0: "a.png"})

GOOD_MESSAGES: list[tuple[dict[str, Any], Uploads]] = [
    ({"content": "x" * 2000}, Uploads()),
    ({"content": "x", "nonce": "n" * 25, "allowed_mentions": {"parse": []}}, Uploads()),
    (rows(*(button(custom_id=str(n)) for n in range(5))), Uploads()),
    (rows(select()), Uploads()),
    (rows(button(style=5, url="https://example.org", custom_id=None)), Uploads()),
    (embed(title="t" * 256, fields=[{"name": "n", "value": "v"}] * 25), Uploads()),
    (embed(image={"url": "attachment://a.png"}), PICTURE),
    (layout(container(text(), section(), {"type": 14}, row(button(custom_id="b")))), Uploads()),
    (layout(gallery("attachment://a.png"), {"type": 13, "file": {"url": "attachment://a.png"}}),
     PICTURE),
    ({"attachments": [{"id": 0, "description": "d" * 1024}]}, PICTURE),
]  # fmt: skip

BAD_MESSAGES: list[tuple[dict[str, Any], str]] = [
    ({"content": "x" * 2001}, "BASE_TYPE_MAX_LENGTH"),
    ({"content": 5}, "BASE_TYPE_STRING"),
    ({"content": "x", "nonce": "n" * 26}, "NONCE_TYPE_TOO_LONG"),
    ({"content": "x", "nonce": 1.5}, "BASE_TYPE_STRING"),
    ({"content": "x", "allowed_mentions": []}, "BASE_TYPE_DICT"),
    ({"content": "x", "allowed_mentions": {"parse": ["all"]}}, "BASE_TYPE_CHOICES"),
    ({"content": "x", "allowed_mentions": {"ping": True}}, "BASE_TYPE_UNKNOWN"),
    ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
     "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"),
    ({"content": "x", "flags": 1 << 20}, "BASE_TYPE_CHOICES"),
    ({"content": "x", "flags": "64"}, "BASE_TYPE_INTEGER"),
    ({"content": "x", "attachments": [{"id": 0}]}, "ATTACHMENT_NOT_FOUND"),
    (embed(title="t" * 257), "BASE_TYPE_MAX_LENGTH"),
    (embed(description="d" * 4097), "BASE_TYPE_MAX_LENGTH"),
    (embed(footer={"text": "f" * 2049}), "BASE_TYPE_MAX_LENGTH"),
    (embed(author={"name": "a" * 257}), "BASE_TYPE_MAX_LENGTH"),
    (embed(fields=[{"name": "n", "value": "v"}] * 26), "BASE_TYPE_BAD_LENGTH"),
    (embed(fields=[{"name": "", "value": "v"}]), "BASE_TYPE_BAD_LENGTH"),
    (embed(fields=[{"name": "n" * 257, "value": "v"}]), "BASE_TYPE_BAD_LENGTH"),
    (embed(fields=[{"name": "n", "value": "v" * 1025}]), "BASE_TYPE_BAD_LENGTH"),
    (embed(fields=[{"name": "n"}]), "BASE_TYPE_REQUIRED"),
    (embed(image={"url": "attachment://b.png"}),
     "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"),
    (embed(url="nowhere"), "URL_TYPE_INVALID_URL"),
    ({"embeds": [{"title": "t"}] * 11}, "BASE_TYPE_BAD_LENGTH"),
    ({"embeds": [{"description": "d" * 3001}] * 2}, "MAX_EMBED_SIZE_EXCEEDED"),
    ({"embeds": ["text"]}, "BASE_TYPE_DICT"),
    ({"content": "x", "components": [row(button(custom_id=str(n))) for n in range(6)]},
     "BASE_TYPE_BAD_LENGTH"),
    ({"content": "x", "components": [button()]}, "UNION_TYPE_CHOICES"),
    ({"content": "x", "components": [text()]}, "UNION_TYPE_CHOICES"),
    ({"content": "x", "components": {}}, "BASE_TYPE_LIST"),
    (rows(), "BASE_TYPE_BAD_LENGTH"),
    (rows(text()), "UNION_TYPE_CHOICES"),
    (rows(*(button(custom_id=str(n)) for n in range(6))), "BASE_TYPE_BAD_LENGTH"),
    (rows(button(), button()), "COMPONENT_CUSTOM_ID_DUPLICATED"),
    (rows(select(), button()), "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
    (rows(button(label="l" * 81)), "BASE_TYPE_MAX_LENGTH"),
    (rows(button(label=None)), "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED"),
    (rows(button(style=9)), "BASE_TYPE_CHOICES"),
    (rows(button(custom_id="c" * 101)), "BASE_TYPE_BAD_LENGTH"),
    (rows(button(custom_id=None)), "BASE_TYPE_REQUIRED"),
    (rows(button(url="https://example.org")), "BUTTON_COMPONENT_URL_NOT_ALLOWED"),
    (rows(button(style=5, url="https://example.org")),
     "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE"),
    (rows(button(style=5, custom_id=None)), "BASE_TYPE_REQUIRED"),
    (rows(button(style=5, custom_id=None, url="ftp://example.org")), "URL_TYPE_INVALID_URL"),
    (rows(select(options=[])), "BASE_TYPE_BAD_LENGTH"),
    (rows(select(options=[option(str(n)) for n in range(26)])), "BASE_TYPE_BAD_LENGTH"),
    (rows(select(options=[option("a"), option("a")])), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"),
    (rows(select(options=[option("a", label="l" * 101)])), "BASE_TYPE_BAD_LENGTH"),
    (rows(select(max_values=3)), "NUMBER_TYPE_MAX"),
    (rows(select(min_values=2)), "NUMBER_TYPE_MIN_MAX"),
    (rows(select(placeholder="p" * 151)), "BASE_TYPE_MAX_LENGTH"),
    (layout(text()) | {"content": "x"}, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"),
    (layout(text()) | embed(title="t"), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"),
    (layout(text("")), "BASE_TYPE_BAD_LENGTH"),
    (layout(text("x" * 2001), text("x" * 2000)), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"),
    (layout(*(text() for _ in range(41))), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"),
    (layout(container(*(text() for _ in range(40)))), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"),
    (layout(text("é" * 3900), row(*(button(custom_id="c" * 99 + str(n)) for n in range(5))),
            row(*(button(custom_id="d" * 99 + str(n)) for n in range(5)))),
     "COMPONENT_PAYLOAD_TOO_LARGE"),
    (layout(container(container(text()))), "UNION_TYPE_CHOICES"),
    (layout(container()), "BASE_TYPE_BAD_LENGTH"),
    (layout(container(text(), accent_color=1 << 24)), "NUMBER_TYPE_MAX"),
    (layout(button()), "UNION_TYPE_CHOICES"),
    (layout(section(accessory=None)), "BASE_TYPE_REQUIRED"),
    (layout(section(accessory=select())), "UNION_TYPE_CHOICES"),
    (layout(section(components=[text()] * 4)), "BASE_TYPE_BAD_LENGTH"),
    (layout(section(components=[button()])), "UNION_TYPE_CHOICES"),
    (layout(gallery()), "BASE_TYPE_BAD_LENGTH"),
    (layout(gallery(*["https://example.org/a.png"] * 11)), "BASE_TYPE_BAD_LENGTH"),
    (layout(gallery("attachment://a.png")),
     "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"),
    (layout({"type": 12, "items": [{}]}), "BASE_TYPE_REQUIRED"),
    (layout({"type": 13, "file": {"url": "https://example.org/a.png"}}),
     "UNFURLED_MEDIA_ITEM_ATTACHMENT_REFERENCE_REQUIRED"),
    (layout({"type": 14, "spacing": 3}), "BASE_TYPE_CHOICES"),
    (layout(text() | {"id": 1}, text() | {"id": 1}), "COMPONENT_ID_DUPLICATED"),
    (rows(select(options=[option("a", default=True), option("b", default=True)])),
     "SELECT_COMPONENT_DEFAULT_VALUES_OUT_OF_RANGE"),
    (rows({"type": 5, "custom_id": "who",
           "default_values": [{"id": "1", "type": "user"}, {"id": "2", "type": "user"}]}),
     "SELECT_COMPONENT_DEFAULT_VALUES_OUT_OF_RANGE"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "uploads"), GOOD_MESSAGES)
def test_good_messages(body: dict[str, Any], uploads: Uploads) -> None:
    """What stays within every limit is accepted."""
    assert message_problems(body, uploads) == []
    assert not is_empty(body, uploads)


@pytest.mark.parametrize(("body", "code"), BAD_MESSAGES)
def test_bad_messages(body: dict[str, Any], code: str) -> None:
    """Each broken rule of messages is named by Discord's code."""
    assert code in codes(message_problems(body, Uploads()))


@pytest.mark.parametrize(
    ("body", "before", "code"),
    [
        ({"flags": 0}, Before(v2=True), "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG"),
        (
            {"content": "x"},
            Before(v2=True),
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
        ),
        (
            layout(text()),
            Before(legacy=frozenset({"content"})),
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
        ),
        ({"attachments": [{"id": "9"}]}, Before(), "ATTACHMENT_NOT_FOUND"),
    ],
)
def test_bad_edits(body: dict[str, Any], before: Before, code: str) -> None:
    """An edit cannot leave components v2, nor enter it with old fields left over."""
    assert code in codes(message_problems(body, Uploads(), before))


@pytest.mark.parametrize(
    ("body", "before"),
    [
        (layout(text()) | {"content": None}, Before(legacy=frozenset({"content"}))),
        ({"components": [text()]}, Before(v2=True)),
        (
            layout(gallery("attachment://a.png")) | {"attachments": [{"id": "9"}]},
            Before(v2=True, filenames=frozenset({"a.png"}), attachment_ids=frozenset({"9"})),
        ),
    ],
)
def test_good_edits(body: dict[str, Any], before: Before) -> None:
    """An edit may enter components v2 with the old fields nulled, and keep earlier files."""
    assert message_problems(body, Uploads(), before) == []


@pytest.mark.parametrize("body", [{}, {"content": ""}, {"content": " \n"}, {"embeds": []}])
def test_empty_messages(body: dict[str, Any]) -> None:
    """Nothing, or only white space, is an empty message."""
    assert is_empty(body, Uploads())


def command(**changes: Any) -> dict[str, Any]:
    return {"name": "score", "description": "A score"} | changes


def parameter(name: str = "member", **changes: Any) -> dict[str, Any]:
    return {"type": 3, "name": name, "description": "x"} | changes


GOOD_COMMANDS: list[list[dict[str, Any]]] = [
    [command()],
    [command(name="éloges", name_localizations={"fr": "éloge-s"})],
    [command(name="हिन्दी")],
    [{"type": 2, "name": "Show score"}, command(name="show")],
    [command(options=[parameter(required=True), parameter("b", choices=[
        {"name": "One", "value": "1"}])])],
    [command(options=[parameter("list", type=1), parameter("more", type=2, options=[
        parameter("deep", type=1, options=[parameter()])])])],
    [command(default_member_permissions="32", contexts=[0], integration_types=[0, 1])],
]  # fmt: skip

BAD_COMMANDS: list[tuple[Any, str]] = [
    ({}, "BASE_TYPE_LIST"),
    ([command(name=f"c{n}") for n in range(101)], "APPLICATION_COMMANDS_MAX"),
    ([{"type": 2, "name": f"C{n}"} for n in range(16)], "APPLICATION_COMMANDS_MAX"),
    ([command(), command()], "APPLICATION_COMMANDS_DUPLICATE_NAME"),
    ([command(name="Score")], "APPLICATION_COMMAND_INVALID_NAME"),
    ([command(name="my score")], "APPLICATION_COMMAND_INVALID_NAME"),
    ([command(name="")], "BASE_TYPE_BAD_LENGTH"),
    ([command(name="s" * 33)], "BASE_TYPE_BAD_LENGTH"),
    ([command(description="")], "BASE_TYPE_BAD_LENGTH"),
    ([command(description="d" * 101)], "BASE_TYPE_BAD_LENGTH"),
    ([{"name": "score"}], "BASE_TYPE_REQUIRED"),
    ([command(name_localizations={"fr-FR": "score"})], "BASE_TYPE_CHOICES"),
    ([command(name_localizations={"fr": "Mon score"})], "APPLICATION_COMMAND_INVALID_NAME"),
    ([command(description_localizations={"fr": "d" * 101})], "BASE_TYPE_BAD_LENGTH"),
    ([{"type": 2, "name": "Show", "description": "no"}],
     "APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED"),
    ([{"type": 9, "name": "Show"}], "BASE_TYPE_CHOICES"),
    ([command(contexts=[])], "BASE_TYPE_CHOICES"),
    ([command(default_member_permissions="all")], "BASE_TYPE_INTEGER"),
    ([command(options=[parameter(str(n)) for n in range(26)])], "BASE_TYPE_BAD_LENGTH"),
    ([command(options=[parameter(), parameter("b", required=True)])],
     "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"),
    ([command(options=[parameter(), parameter()])],
     "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"),
    ([command(options=[parameter("a", name_localizations={"fr": "b"}), parameter("b")])],
     "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"),
    ([command(options=[parameter(type=1), parameter("b")])],
     "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"),
    ([command(options=[parameter(type=2, options=[parameter(type=2)])])],
     "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"),
    ([command(options=[parameter(type=1, options=[parameter(type=1)])])],
     "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"),
    ([command(options=[parameter(type=12)])], "BASE_TYPE_CHOICES"),
    ([command(options=[parameter(autocomplete=True, choices=[{"name": "a", "value": "a"}])])],
     "APPLICATION_COMMAND_OPTIONS_CHOICES_AND_AUTOCOMPLETE"),
    ([command(options=[parameter(type=6, autocomplete=True)])],
     "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID"),
    ([command(options=[parameter(choices=[{"name": "n" * 101, "value": "a"}])])],
     "BASE_TYPE_BAD_LENGTH"),
    ([command(options=[parameter(choices=[{"name": str(n), "value": "a"} for n in range(26)])])],
     "BASE_TYPE_BAD_LENGTH"),
    ([command(options=[parameter(type=4, choices=[{"name": "a", "value": "a"}])])],
     "BASE_TYPE_INTEGER"),
    ([command(options=[parameter(min_length=3, max_length=2)])], "NUMBER_TYPE_MAX"),
    ([command(name=name, name_localizations={"fr": "même"}) for name in ("a", "b")],
     "APPLICATION_COMMANDS_DUPLICATE_NAME"),
    ([command(options=[parameter(f"o{o}", choices=[
        {"name": "n" * 98 + str(n), "value": str(n)} for n in range(10, 20)]) for o in range(8)])],
     "APPLICATION_COMMAND_TOO_LARGE"),
]  # fmt: skip


@pytest.mark.parametrize("commands", GOOD_COMMANDS)
def test_good_commands(commands: list[dict[str, Any]]) -> None:
    """Definitions within the rules are accepted."""
    assert command_problems(commands) == []


@pytest.mark.parametrize(("commands", "code"), BAD_COMMANDS)
def test_bad_commands(commands: Any, code: str) -> None:
    """Each broken rule of command definitions is named."""
    assert code in codes(command_problems(commands))


def test_size_counts_longest_locale() -> None:
    """The 8,000 characters count the longest locale of each text, and texts as values."""
    one = command(name_localizations={"fr": "le-score"}, options=[
        parameter("m", choices=[{"name": "One", "value": "uno"}])])  # fmt: skip
    assert characters(one) == len("le-score") + len("A score") + len("mx") + len("Oneuno")


@pytest.mark.parametrize(
    ("choices", "kind"),
    [
        ([{"name": str(n), "value": "a"} for n in range(26)], 3),
        ([{"name": "n" * 101, "value": "a"}], 3),
        ([{"name": "n", "value": "v" * 101}], 3),
        ([{"name": "n", "value": 1}], 3),
        ([{"name": "n", "value": True}], 4),
    ],
)
def test_bad_choices(choices: list[dict[str, Any]], kind: int) -> None:
    """An autocompletion answers at most 25 short choices of the option's type."""
    assert choices_problems(choices, kind)


def field(**changes: Any) -> dict[str, Any]:
    return {"type": 4, "custom_id": "name", "style": 1, "label": "Name"} | changes


def modal(*components: Any, **changes: Any) -> dict[str, Any]:
    return {"title": "T", "custom_id": "m", "components": list(components)} | changes


def label(component: Any, **changes: Any) -> dict[str, Any]:
    return {"type": 18, "label": "L", "component": component} | changes


@pytest.mark.parametrize(
    "form", [modal(row(field())), modal(label(select()), label(field(label=None)), text())]
)
def test_good_modals(form: dict[str, Any]) -> None:
    """Forms of both shapes are accepted."""
    assert modal_problems(form) == []


@pytest.mark.parametrize(
    "form",
    [
        modal(row(field()), title="t" * 46),
        modal(row(field()), custom_id=""),
        modal(),
        modal(*(row(field(custom_id=str(n))) for n in range(6))),
        modal(row(field()), row(field())),
        modal(row(field(label="l" * 46))),
        modal(row(field(label=None))),
        modal(row(button())),
        modal(row(field(), field(custom_id="b"))),
        modal(button()),
        modal(label(None)),
        modal(label(field(), label="l" * 46)),
        modal(label(field(), description="d" * 101)),
        modal(label(field(style=3))),
        modal(label(field(min_length=5, max_length=4))),
        modal(label(field(max_length=4001))),
        modal(label(field(min_length="1"))),
        modal(label(field(placeholder="p" * 101))),
        modal(label(field(value="v" * 6, max_length=5))),
        modal(label(field(value="v", min_length=2))),
        modal(label(select(options=[]))),
    ],
)
def test_bad_modals(form: dict[str, Any]) -> None:
    """Each broken rule of forms is noticed."""
    assert modal_problems(form)


def test_a_file_that_a_layout_does_not_show() -> None:
    """A layout shows each file that comes with it; beside plain words files show themselves."""
    assert codes(message_problems(layout(text()), PICTURE)) == {"ATTACHMENT_NOT_REFERENCED"}
    assert message_problems({"content": "x"}, PICTURE) == []


def test_nested_errors() -> None:
    """Problems become Discord's tree, with a list of errors at each leaf."""
    tree = nested([Problem(("embeds", 0, "title"), "C", "m"), Problem(("embeds",), "D", "n")])
    assert tree["embeds"]["0"]["title"]["_errors"] == [{"code": "C", "message": "m"}]
    assert tree["embeds"]["_errors"] == [{"code": "D", "message": "n"}]


@given(content=st.text(max_size=2100))
def test_content_rule(content: str) -> None:
    """A text is refused exactly when it is longer than 2,000 characters."""
    assert bool(message_problems({"content": content}, Uploads())) == (len(content) > 2000)


@given(
    body=st.dictionaries(
        st.sampled_from(["content", "embeds", "components", "attachments", "flags", "nonce"]),
        st.one_of(st.none(), st.integers(), st.text(), st.lists(st.integers(), max_size=3)),
    )
)
def test_any_body_gets_a_verdict(body: dict[str, Any]) -> None:
    """Whatever is sent is judged; the rules themselves never break."""
    assert isinstance(message_problems(body, Uploads()), list)


KEYS = ["type", "components", "items", "options", "fields", "name", "value", "media", "custom_id"]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "components",
                    "items",
                    "options",
                    "fields",
                    "name",
                    "value",
                    "media",
                    "custom_id",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(
    parts=st.dictionaries(st.sampled_from(["components", "options", "choices", "type"]), ANYTHING)
)
def test_any_structure_gets_a_verdict(parts: dict[str, Any]) -> None:
    """However a definition, a layout or a form is malformed, it is judged."""
    verdicts = [
        message_problems(V2 | parts, Uploads()),
        command_problems([parts]),
        modal_problems(parts),
        choices_problems(parts.get("choices"), 3),
    ]
    assert all(isinstance(verdict, list) for verdict in verdicts)
