"""Who hides, deletes or opts out is gone from the next answer on, wherever one could look.

A new surface is one more line in `SURFACES`: its answer, asked by Ben, in which Ada can be found.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path

import pytest

from bot.sandbox.answer import Answer
from tests.scenarios.test_s11_leaving_a_board import WAYS, Leave, delete, hide, opt_out
from tests.scenarios.world import ADA, BEN, CLEO, DAN, EVE, FAY, GUILD, Town, open_town

pytestmark = pytest.mark.long  # `make check`


Surface = Callable[[Town], Awaitable[str]]
PAGE = "Ada’s Corner"
KINDS = ("score", "rise")
PERIODS = ("week", "month", "all")


def command(name: str, **options: object) -> Surface:
    """The answer to a command, with everything that is written on its pictures as alt text."""

    async def ask(town: Town) -> str:
        return everything(await town.at(BEN).command(name, **options))

    return ask


def question(words: str, *, dm: bool = False) -> Surface:
    """The answer to a plain question."""

    async def ask(town: Town) -> str:
        return everything(await town.at(BEN).say(words, dm=dm))

    return ask


def suggestions(name: str, option: str, typed: str) -> Surface:
    """What autocompletion offers."""

    async def ask(town: Town) -> str:
        found = await town.at(BEN).autocomplete(name, option, typed)
        return " ".join(choice.name for choice in found)

    return ask


async def menu(town: Town) -> str:
    return everything(await town.at(BEN).menu("Show score", ADA))


async def preview(town: Town) -> str:
    return everything(await town.manage("community preview"))


async def my_place(town: Town) -> str:
    return everything(await town.at(CLEO).press(town.posts()[-1], "My place"))


async def earlier_posts(town: Town) -> str:
    return "\n".join(post.text for post in town.posts())


def everything(answer: Answer) -> str:
    """Words, labels and the descriptions of pictures."""
    return f"{answer.text}\n{answer.stored.raw}"


# Where Ada's name or her score stands before.
SURFACES: Mapping[str, Surface] = {
    "score": command("score", member=ADA),
    "score for everyone": command("score", member=ADA, show_to_everyone=True),
    "score by account": command("score", account="sample:ada"),
    "why": command("why", member=ADA),
    "menu": menu,
    "compare": command("compare", a=ADA, b=CLEO),
    "mention: score": question(f"what is the score of <@{ADA.id}>?"),
    "mention: why": question(f"why is the score of <@{ADA.id}> so high?"),
    "mention: compare": question(f"compare <@{ADA.id}> with <@{CLEO.id}>"),
    "mention: top": question("top 10"),
    **{f"leaderboard {p}": command("leaderboard", kind="score", period=p) for p in PERIODS},
    "leaderboard for everyone": command("leaderboard", show_to_everyone=True),
    "preview": preview,
    "earlier posts": earlier_posts,
}
# The same for a page of hers.
OF_PAGE: Mapping[str, Surface] = {
    **{f"pages {p}": command("leaderboard", kind="pages", period=p) for p in PERIODS},
    "suggested account": suggestions("score", "account", "ada"),
    "suggested page": suggestions("compare", "page", "ada"),
    "card of the page": command("score", account="sample:ada-s-corner"),
    "why of the page": command("why", account="sample:ada-s-corner"),
    "compared page": command("compare", a=CLEO, page=PAGE),
    "preview": preview,
    "earlier posts": earlier_posts,
}
# Where nobody may be found even before: outside of the community.
NOWHERE: Mapping[str, Surface] = {
    "direct message": question(f"what is the score of <@{ADA.id}>?", dm=True),
}


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """Six who are shown, Ada first, with a page of hers, and two weekly posts."""
    async with open_town(tmp_path) as opened:
        for place, who in enumerate((ADA, BEN, CLEO, DAN, EVE, FAY)):
            await opened.link(who, people=90 - 10 * place, days=60)
        await opened.board_weekly()
        await opened.pass_weeks(2)
        yield opened


async def score_of_ada(town: Town) -> str:
    card = await town.core.scores.card(ADA.id, ADA.id, GUILD)
    assert card.score is not None
    return f"{card.score.value:.1f}"


async def found(town: Town, surfaces: Mapping[str, Surface], *clues: str) -> set[str]:
    """The surfaces on which one of the clues stands."""
    texts = {name: await ask(town) for name, ask in surfaces.items()}
    return {name for name, text in texts.items() if any(clue in text for clue in clues)}


@pytest.mark.parametrize("leave", WAYS)
async def test_a_member_is_gone_from_the_next_answer_on(town: Town, leave: Leave) -> None:
    """By every way of leaving, from every place where they stood; nothing waits for a beat."""
    score = await score_of_ada(town)
    assert await found(town, SURFACES, score) == set(SURFACES)
    assert await found(town, NOWHERE, score) == set()
    await leave(town)
    await town.standin.wait_until(lambda: not any("Ada" in p.text for p in town.posts()))
    assert await found(town, SURFACES, score) == set()
    for kind in KINDS:
        for period in PERIODS:
            assert "Ada" not in await command("leaderboard", kind=kind, period=period)(town)
    assert "Ada" not in await my_place(town)
    assert "Ada" not in await preview(town)
    assert await found(town, NOWHERE, score) == set()


@pytest.mark.parametrize("leave", WAYS)
async def test_the_others_figures_are_without_them(town: Town, leave: Leave) -> None:
    """Rank, percentile and average are those of who is left, on the next card already."""
    before = await town.core.scores.card(BEN.id, BEN.id, GUILD)
    assert (before.rank, before.members) == (2, 6)
    await leave(town)
    after = await town.core.scores.card(BEN.id, BEN.id, GUILD)
    values = [
        card.score.value
        for who in (BEN, CLEO, DAN, EVE, FAY)
        if (card := await town.core.scores.card(who.id, who.id, GUILD)).score
    ]
    assert (after.rank, after.members) == (1, 5)
    assert after.average == pytest.approx(sum(values) / 5, abs=0.06)
    said = await command("score")(town)
    assert town.say("card.rank", "en", rank=1, n=5) in said


@pytest.mark.parametrize("leave", [hide, delete, opt_out])
async def test_a_page_goes_with_its_steward(town: Town, leave: Leave) -> None:
    """Off boards, comparisons and suggestions, by its name and by its account."""
    await town.link(ADA, page=PAGE, handle="ada-s-corner", people=45, days=60)
    await town.pass_weeks(1)
    assert await found(town, OF_PAGE, PAGE) == set(OF_PAGE)
    await leave(town)
    await town.standin.wait_until(lambda: not any("Ada" in p.text for p in town.posts()))
    asked = {"compared page"}  # its name comes from who asked
    assert await found(town, OF_PAGE, PAGE) <= asked
