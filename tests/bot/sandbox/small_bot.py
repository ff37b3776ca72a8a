"""A small real discord.py bot that uses every door of the stand-in."""

from __future__ import annotations

import io
import re
from typing import Any, Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.sandbox.page_site import plain_png

PICTURE = plain_png(0x336699, 8)


class Translator(app_commands.Translator):
    """Everything is 'fr-' and its English name."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: Any
    ) -> str | None:
        if locale is not discord.Locale.french:
            return None
        return f"fr-{string.message}"[:32]


class Counter(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]],
    template=r"v1:count:(?P<count>\d+)",
):
    """A button whose state lives in its id."""

    def __init__(self, count: int) -> None:
        super().__init__(discord.ui.Button(label=f"Count {count}", custom_id=f"v1:count:{count}"))
        self.count = count

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: Any, match: re.Match[str], /
    ) -> Counter:
        return cls(int(match["count"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(view=card(self.count + 1))


class Question(discord.ui.Modal, title="A question"):
    """Two fields, one of each shape."""

    name = discord.ui.TextInput[Any](label="Your name", custom_id="name", max_length=10)
    colour = discord.ui.Label[Any](
        text="Colour",
        component=discord.ui.Select(
            custom_id="colour",
            options=[
                discord.SelectOption(label="Red", value="red"),
                discord.SelectOption(label="Blue", value="blue"),
            ],
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        chosen = self.colour.component.values  # type: ignore[attr-defined]
        await interaction.response.send_message(
            f"{self.name.value} likes {chosen[0]}", ephemeral=True
        )


def card(count: int) -> discord.ui.LayoutView:
    view = discord.ui.LayoutView(timeout=None)
    picture = discord.MediaGalleryItem("attachment://card.png", description="a blue square")
    container = discord.ui.Container[Any](
        discord.ui.TextDisplay("## Card"),
        discord.ui.Section("Details", accessory=discord.ui.Button(label="More", custom_id="more")),
        discord.ui.MediaGallery(picture),
        accent_colour=0x336699,
    )
    row = discord.ui.ActionRow[Any]()
    row.add_item(Counter(count))
    container.add_item(row)
    view.add_item(container)
    return view


class People(discord.ui.View):
    """A view of the first kind with a user select and a button for a modal."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.select(cls=discord.ui.UserSelect, custom_id="who", placeholder="Who?")
    async def who(self, interaction: discord.Interaction, select: Any) -> None:
        await interaction.response.send_message(f"picked {select.values[0].display_name}")

    @discord.ui.button(label="Ask me", custom_id="ask")
    async def ask(self, interaction: discord.Interaction, button: Any) -> None:
        await interaction.response.send_modal(Question())

    @discord.ui.button(label="Slowly", custom_id="slowly")
    async def slowly(self, interaction: discord.Interaction, button: Any) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="changed slowly")


class SmallBot(commands.AutoShardedBot):
    """Connects with the intents of the real one and no privileged intent."""

    def __init__(self, intents: discord.Intents | None = None) -> None:
        wanted = intents or discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        super().__init__(
            command_prefix=commands.when_mentioned,
            intents=wanted,
            allowed_mentions=discord.AllowedMentions.none(),
            help_command=None,
            guild_ready_timeout=0,
            max_messages=None,
        )
        self.heard: list[discord.Message] = []
        self.gone: list[discord.Guild] = []

    async def setup_hook(self) -> None:
        await self.tree.set_translator(Translator())
        slash: list[app_commands.Command[Any, ..., None]] = [hello, add, whois, slow, silent]
        slash += [twice, suggest, show, people, secret]
        for command in slash:
            self.tree.add_command(command)
        self.tree.add_command(greet)
        self.tree.add_command(Room())
        self.add_dynamic_items(Counter)
        self.add_view(People())
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """No pause of five seconds before a second identification."""

    async def on_message(self, message: discord.Message, /) -> None:
        self.heard.append(message)
        if self.user in message.mentions:
            await message.reply(f"you said {message.content}", nonce="once")
        elif message.guild is None and message.author != self.user:
            await message.channel.send("in private")

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.gone.append(guild)


@app_commands.command(description="Say hello")
async def hello(interaction: discord.Interaction) -> None:
    await interaction.response.send_message(f"Hello, {interaction.locale}")


@app_commands.command(description="Add numbers")
async def add(
    interaction: discord.Interaction,
    a: app_commands.Range[int, 0, 10],
    b: float,
    loud: bool = False,
    unit: Literal["points", "people"] = "points",
) -> None:
    total = f"{a + b:g} {unit}"
    await interaction.response.send_message(total.upper() if loud else total)


@app_commands.command(description="Who somebody is")
async def whois(
    interaction: discord.Interaction,
    member: discord.Member,
    where: discord.TextChannel | None = None,
) -> None:
    await interaction.response.send_message(f"{member.display_name} {where}", ephemeral=True)


@app_commands.command(description="Takes its time")
async def slow(interaction: discord.Interaction) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.followup.send("at last")
    await interaction.followup.send("and more")


@app_commands.command(description="Says nothing")
async def silent(interaction: discord.Interaction) -> None:
    return


@app_commands.command(description="Answers twice")
async def twice(interaction: discord.Interaction) -> None:
    await interaction.response.defer()
    await interaction.edit_original_response(content="first")
    await interaction.edit_original_response(content="second")


@app_commands.command(description="Suggests")
async def suggest(interaction: discord.Interaction, word: str) -> None:
    await interaction.response.send_message(word)


@suggest.autocomplete("word")
async def words(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    known = ("apple", "apricot", "pear")
    return [app_commands.Choice(name=w, value=w) for w in known if w.startswith(current)]


@app_commands.command(description="Shows a card")
async def show(interaction: discord.Interaction) -> None:
    picture = discord.File(io.BytesIO(PICTURE), "card.png")
    await interaction.response.send_message(view=card(0), file=picture)


@app_commands.command(description="Has controls")
async def people(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("People", view=People())


@app_commands.command(description="For managers")
@app_commands.default_permissions(manage_guild=True)
@app_commands.guild_only()
async def secret(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("a secret")


@app_commands.context_menu(name="Greet")
async def greet(interaction: discord.Interaction, user: discord.User) -> None:
    await interaction.response.send_message(f"hi {user.display_name}")


class Room(app_commands.Group):
    """A group with a subcommand."""

    def __init__(self) -> None:
        super().__init__(name="room", description="Rooms")

    @app_commands.command(description="Name a room")
    async def name_it(
        self, interaction: discord.Interaction, title: app_commands.Range[str, 2, 5]
    ) -> None:
        await interaction.response.send_message(f"room {title}")
