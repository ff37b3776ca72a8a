"""What somebody is heard on, who vouches for it, and the panels to change one's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.i18n import Translator
from bot.ui import controls, notice
from bot.ui.parts import (
    Block,
    Names,
    Rendered,
    cut,
    first_that_fits,
    name_of,
    people,
    rendered,
    row,
    rule,
    safe,
    safe_name,
    small,
    text,
)
from scoring.heard import TopicsOf
from scoring.models import SubjectKind, Vouch
from scoring.topics import TopicLine, topic_id
from scoring.topics.room import Word
from scoring.vouching import A_DAY, Vouched

VOUCHERS = 3  # of one topic, or on a card, who are named
MOST_BUTTONS = 20
MOST_TOPICS = 6
MOST_HIDDEN = 10  # that are listed
IN_A_ROW = 5
LENGTHS = (40, 28, 20, 12, 6)  # of a topic or a name, where there is less and less room

Speak = Callable[[str], Word]


def render_topics(
    view: TopicsOf, names: Names, t: Translator, speak: Speak, *, private: bool = True
) -> Rendered:
    """The topics with their people, what they belong to, and who vouches."""
    shorter = ({who: cut(name, length) for who, name in names.items()} for length in LENGTHS)
    return first_that_fits(
        _view(view, short, t, speak, private=private, length=length)
        for short, length in zip(shorter, LENGTHS, strict=True)
    )


def _view(
    view: TopicsOf, names: Names, t: Translator, speak: Speak, *, private: bool, length: int
) -> Rendered:
    blocks: list[Block] = [text(f"### {t('topics.title', name=safe_name(view.subject, names, t))}")]
    if view.topics:
        blocks.append(text(*(_line(line, speak, t, length) for line in view.topics)))
        blocks.append(text(_wider(view, t, speak, length), small(t("topics.overlap"))))
    else:
        blocks.append(text(t("topics.none" if view.measured else "topics.not_measured")))
    vouched = _vouched(view.vouches, names, t, speak, length)
    blocks += [rule(), text(*vouched)] if vouched else []
    if view.own and view.hidden and private:
        hidden = [safe(speak(line.label).name, length) for line in view.hidden[:MOST_HIDDEN]]
        blocks.append(text(small(t("topics.hidden", topics=t.listing(hidden)))))
    return rendered([*blocks, *_buttons(view, t, private=private)])


def vouch_line(vouches: Sequence[Vouch], names: Names, t: Translator) -> str:
    """Who vouches for somebody, on a card: some by name, the others as a number."""
    if not vouches:
        return ""
    return t("vouch.by", names=t.listing(_vouchers(vouches, names, t)))


def choose_topic(view: TopicsOf, t: Translator, speak: Speak) -> Rendered:
    """Which of one's own topics to hide, or to show again."""
    user = view.subject.user_id
    shown = [(line, "hide") for line in (*view.topics, *view.wider)]
    lines = [*((line, "unhide") for line in view.hidden), *shown][:MOST_BUTTONS]

    def button(at: int, length: int) -> Block:
        line, way = lines[at]
        label = t(f"topics.one_{way}", topic=cut(speak(line.label).name, length))
        topic = topic_id(line.key)
        return controls.HideTopic.button(t, label=label, way=way, topic=topic, by=user)

    return _panel(t("topics.choose" if lines else "topics.none"), len(lines), button, t, user)


def choose_vouch(view: TopicsOf, names: Names, t: Translator, speak: Speak) -> Rendered:
    """Which of the vouches for oneself to remove."""
    user = view.subject.user_id
    vouches = view.vouches[:MOST_BUTTONS]

    def button(at: int, length: int) -> Block:
        vouch = vouches[at]
        name = name_of(vouch.by, names, t) if vouch.by else t("ui.someone")
        topic = cut(speak(vouch.topic).name, length)
        label = t("vouch.remove_one", topic=topic, name=cut(name, length))
        return controls.RemoveVouch.button(t, label=label, vouch=vouch.id, by=user)

    return _panel(t("vouch.choose" if vouches else "vouch.none"), len(vouches), button, t, user)


def render_vouched(
    done: Vouched, names: Names, t: Translator, speak: Speak, *, by: int
) -> Rendered:
    """A vouch was given, or taken back."""
    words = {"name": safe_name(done.subject, names, t), "topic": safe(speak(done.topic).name)}
    said = [t("vouch.given" if done.given else "vouch.taken_back", **words)]
    if done.given:
        said.append(t("vouch.shown" if done.named else "vouch.unnamed"))
    said.append(t("vouch.left", n=done.left, day=A_DAY))
    buttons: list[Block] = []
    if done.vouch is not None:
        back = t("vouch.take_back")
        buttons.append(controls.RemoveVouch.button(t, label=back, vouch=done.vouch, by=by))
    return notice.success(" ".join(said), *buttons)


def _panel(
    said: str, count: int, button: Callable[[int, int], Block], t: Translator, user: int
) -> Rendered:
    """So many buttons and the way back, their words as long as there is room for."""

    def build(length: int) -> Rendered:
        buttons = [button(at, length) for at in range(count)]
        rows = [row(*buttons[at : at + IN_A_ROW]) for at in range(0, count, IN_A_ROW)]
        back = controls.EditTopics.button(t, label=t("topics.back"), what="back", by=user)
        return rendered([text(said), *rows, row(back)])

    return first_that_fits(map(build, LENGTHS))


def _line(line: TopicLine, speak: Speak, t: Translator, length: int) -> str:
    word = speak(line.label)
    path = " › ".join(safe(part, length) for part in word.path)
    name = f"- **{safe(word.name, length)}** · {people(line.people, t)}"
    return f"{name} · {t('topics.within', path=path)}" if path else name


def _wider(view: TopicsOf, t: Translator, speak: Speak, length: int) -> str:
    if not view.wider:
        return ""
    figures = [
        f"{safe(speak(line.label).name, length)} ({people(line.people, t)})" for line in view.wider
    ]
    return t("topics.wider", topics=t.listing(figures))


def _vouched(
    vouches: Sequence[Vouch], names: Names, t: Translator, speak: Speak, length: int
) -> list[str]:
    """One line for each topic that somebody vouches for."""
    if not vouches:
        return []
    by_topic: dict[str, list[Vouch]] = {}
    for vouch in vouches:
        by_topic.setdefault(vouch.key, []).append(vouch)
    lines = [
        t(
            "vouch.line",
            topic=safe(speak(given[0].topic).name, length),
            n=len(given),
            names=t.listing(_vouchers(given, names, t)),
        )
        for given in list(by_topic.values())[:MOST_TOPICS]
    ]
    return [t("vouch.title"), *lines, small(t("vouch.never_counted"))]


def _vouchers(vouches: Sequence[Vouch], names: Names, t: Translator) -> list[str]:
    """The names that can be said, each once, and the number of the others."""
    known = {v.by.id: v.by for v in vouches if v.by is not None and v.by.id in names}
    said = [safe_name(subject, names, t) for subject in list(known.values())[:VOUCHERS]]
    named = set(list(known)[:VOUCHERS])
    rest = sum(1 for v in vouches if v.by is None or v.by.id not in named)
    return said + [t("vouch.others" if said else "vouch.only_others", n=rest)] * bool(rest)


def _buttons(view: TopicsOf, t: Translator, *, private: bool) -> list[Block]:
    if not view.own or not private or view.subject.kind is not SubjectKind.PERSON:
        return []
    user = view.subject.user_id
    edit = controls.EditTopics.button
    buttons: list[Block] = [edit(t, label=t("topics.hide"), what="hide", by=user)]
    if view.vouches:
        buttons.append(edit(t, label=t("vouch.remove"), what="vouches", by=user))
    if view.shown:
        buttons.append(controls.ShareTopics.button(t, subject=view.subject.id, by=user))
    return [row(*buttons)]
