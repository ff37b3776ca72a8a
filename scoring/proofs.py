"""What proves that an account is a member's, without a login.

What each way rests on:

- CODE: the member's code stands in a field that only the account's owner edits.
- DOMAIN: it stands in `/.well-known/renown.txt`, or in a meta tag in the head of the front page,
  of the host on which a feed lives.
- ATPROTO: it stands in that file on the domain that is the account's handle, and the domain
  names the account's DID, as the network does the domain.
- REL_ME: the account presents a place as its own, and that place links back with `rel=me`. This
  alone says that the two belong together, not to whom. So the place must be an account that the
  member has proved in another way, a page on a domain that they have proved, or a page with their
  code in its head.

A link in somebody's prose is not a place of their own: people link what others write. Comments
under a page and the data in its scripts are not its owner's words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from yarl import URL

from scoring.models import Account
from scoring.networks.base import Data, Declaration, Gone, Hosts, Network, Profile, Proof
from scoring.networks.reference import UnclearReferenceError, parse_reference
from scoring.networks.registry import Networks
from scoring.store import accounts
from scoring.store.db import Database
from scoring.store.keys import Keys
from scoring.webpage import WELL_KNOWN, Web, site

DID_FILE = "/.well-known/atproto-did"
ANYWHERE = "https://{host}"
SHARED = (".bsky.social",)  # handles under it are nobody's own domain
WAYS = (Proof.CODE, Proof.DOMAIN, Proof.ATPROTO, Proof.REL_ME)  # with the least to do first
LOOKED_FOR = (Proof.DOMAIN, Proof.CODE, Proof.ATPROTO, Proof.REL_ME)  # what proves most first
MOST_PAGES = 4
MOST_CODES = 50
_NUMBERED = re.compile(r"/users/\d+")
_CODE = re.compile(r"renown-[0-9a-f]{16}(?![0-9a-f])")


@dataclass(frozen=True, slots=True)
class Way:
    """One way that an account offers. `host` is the domain that it is about, if it is."""

    proof: Proof
    host: str = ""


@dataclass(frozen=True, slots=True)
class Secret:
    """What has to be found: the code itself, or anything with the hash that was kept of it."""

    fits: Callable[[str], bool]

    def within(self, texts: Iterable[str]) -> bool:
        """Whether it stands in one of these texts."""
        found = (_CODE.findall(text.lower())[:MOST_CODES] for text in texts)
        return any(self.fits(code) for codes in found for code in codes)


def one_time(code: str) -> Secret:
    """A code that was just handed out."""
    return Secret(lambda found: found == code)


def kept(keys: Keys, account: Account, mark: int | None) -> Secret:
    """The code that proved an account, of which only a keyed hash was kept, if that."""
    return Secret(lambda found: keys.mark(account.network, account.native_id, found) == mark)


@dataclass(frozen=True, slots=True)
class Missing:
    """No proof. `places` were looked at; `unsure` are ways of which nobody could tell now."""

    places: tuple[str, ...]
    unsure: frozenset[Proof] = frozenset()


@dataclass(frozen=True, slots=True)
class _Seen:
    stands: bool
    places: tuple[str, ...] = ()
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Case:
    """Whose account it is about, and what has to be found."""

    network: Network
    profile: Profile
    secret: Secret
    user: int

    @property
    def declaration(self) -> Declaration:
        return self.network.declaration


def ways(declaration: Declaration, handle: str, native_id: str) -> tuple[Way, ...]:
    """The ways that an account offers, those with the least to do first."""
    hosts = {
        Proof.CODE: "" if declaration.ownership_field else None,
        Proof.DOMAIN: _host(native_id),
        Proof.ATPROTO: _own_domain(handle),
        Proof.REL_ME: "",
    }
    offered = ((way, hosts[way]) for way in WAYS if way in declaration.proofs)
    return tuple(Way(way, host) for way, host in offered if host is not None)


class Prover:
    """Looks for proofs. `at` stands in for https in tests."""

    def __init__(
        self, networks: Networks, web: Web, database: Database, *, at: str = ANYWHERE
    ) -> None:
        self._networks = networks
        self._web = web
        self._database = database
        self._at = at

    async def look(
        self, network: Network, profile: Profile, secret: Secret, user: int
    ) -> Proof | Missing:
        """The way by which the account is proved to be this member's, or what was missed."""
        case = _Case(network, profile, secret, user)
        looks = {
            Proof.CODE: self._code,
            Proof.DOMAIN: self._domain,
            Proof.ATPROTO: self._atproto,
            Proof.REL_ME: self._rel_me,
        }
        places: list[str] = []
        unsure: set[Proof] = set()
        offered = {way.proof for way in ways(case.declaration, profile.handle, profile.native_id)}
        for way in (one for one in LOOKED_FOR if one in offered):
            seen = await looks[way](case)
            if seen.stands:
                return way
            places += seen.places
            unsure |= set() if seen.sure else {way}
        return Missing(tuple(dict.fromkeys(places)), frozenset(unsure))

    async def _code(self, case: _Case) -> _Seen:
        place = case.declaration.ownership_field or ""
        return _Seen(case.secret.within(case.profile.texts), (place,))

    async def _domain(self, case: _Case) -> _Seen:
        origin = URL(case.profile.native_id).origin()
        file, front = origin.with_path(WELL_KNOWN), origin.with_path("/")
        text, page = await self._web.file(file), await self._web.page(front)
        words = (text or "", *(page.codes if page else ()))
        sure = text is not None and page is not None
        return _Seen(case.secret.within(words), (str(file), str(front)), sure)

    async def _atproto(self, case: _Case) -> _Seen:
        origin = URL(self._at.replace("{host}", case.profile.handle))
        file = origin.with_path(WELL_KNOWN)
        text = await self._web.file(file)
        if text is None or not case.secret.within((text,)):
            return _Seen(False, (str(file),), sure=text is not None)
        did = origin.with_path(DID_FILE)
        named = (await self._web.file(did) or "").strip()
        if named.startswith("did:"):
            return _Seen(named == case.profile.native_id, (str(did),))
        return await self._resolved(case, str(did))

    async def _resolved(self, case: _Case, place: str) -> _Seen:
        """A domain without the file may name its DID in DNS: the network itself resolves it."""
        outcome = await case.network.profile(case.profile.handle)
        if isinstance(outcome, Data):
            return _Seen(outcome.value.native_id == case.profile.native_id, (place,))
        return _Seen(False, (place,), sure=isinstance(outcome, Gone))

    async def _rel_me(self, case: _Case) -> _Seen:
        links = await self._own_places(case)
        if links is None:
            return _Seen(stands=False, sure=False)
        proved = await accounts.proved(self._database.reader, case.user)
        beside = await self._beside(case, links, proved)
        return beside if beside.stands else await self._pages(case, links, proved, beside)

    async def _own_places(self, case: _Case) -> Sequence[str] | None:
        """What the account presents as its own; for a feed its host does so, on the front page."""
        if Proof.DOMAIN not in case.declaration.proofs:
            return case.profile.links
        front = await self._web.page(URL(case.profile.native_id).origin().with_path("/"))
        return None if front is None else front.mine

    async def _beside(self, case: _Case, links: Sequence[str], proved: Sequence[Account]) -> _Seen:
        """An account that the member has proved, and that this one and it call each other own."""
        sure = True
        for other in proved:
            if other.proved_by is Proof.REL_ME or _is(other, case.profile):
                continue  # one that leans on a third could lean on this one
            network = self._networks.connector(other.network)
            if network is None or not any(_leads(x, network.declaration, other) for x in links):
                continue
            outcome = await network.profile(other.native_id)
            if not isinstance(outcome, Data) or outcome.value.links is None:
                sure = False
            elif _mutual(case, links, network.declaration, outcome.value):
                return _Seen(stands=True)
        return _Seen(False, sure=sure)

    async def _pages(
        self, case: _Case, links: Sequence[str], proved: Sequence[Account], so_far: _Seen
    ) -> _Seen:
        """A page that links back, with the member's code or on a domain that they have proved."""
        own = _domains(proved)
        places: list[str] = []
        sure = so_far.sure
        pages = [page for page in map(_page, links) if page is not None and not self._known(page)]
        for url in pages[:MOST_PAGES]:
            page = await self._web.page(url)
            back = page and any(_leads(x, case.declaration, case.profile) for x in page.mine)
            if page and back and (site(url) in own or case.secret.within(page.codes)):
                return _Seen(stands=True)
            places.append(f"{url}" if back or page is None else f'{url} (rel="me")')
            sure = sure and page is not None
        return _Seen(False, tuple(places), sure)

    def _known(self, page: URL) -> bool:
        """Whether this is a profile on a network with one home: nobody writes a head there."""
        fixed = [d for d in self._networks.declarations() if d.hosts is Hosts.FIXED]
        return _reference(str(page), fixed) is not None


def _mutual(case: _Case, links: Sequence[str], declaration: Declaration, other: Profile) -> bool:
    """Whether two accounts name each other, as they are called now."""
    there = any(_leads(link, declaration, other) for link in links)
    back = any(_leads(link, case.declaration, case.profile) for link in other.links or ())
    return there and back


def _leads(link: str, declaration: Declaration, to: Account | Profile) -> bool:
    """Whether a link leads to an account. A feed is its whole host, which is what it proves."""
    url = _url(link)
    if url is None:
        return False
    if Proof.DOMAIN in declaration.proofs:
        return site(url) == site(URL(to.native_id))
    return any(_same(url, own) for own in map(_url, (to.url, to.native_id)) if own is not None)


def _same(link: URL, own: URL) -> bool:
    """Whether a link is an account's own address, and not that of something below it."""
    path, own_path = link.path.rstrip("/").lower(), own.path.rstrip("/").lower()
    if _NUMBERED.fullmatch(own_path):
        path = "/".join(path.split("/")[: own_path.count("/") + 1])  # a name may follow a number
    return (site(link), path, link.query_string) == (site(own), own_path, own.query_string)


def _url(text: str) -> URL | None:
    """A web address; people leave out what stands in front of it."""
    try:
        url = URL(text if "://" in text else f"https://{text}")
    except ValueError:
        return None
    named = "." in (url.host or "") and not re.search(r"\s", text)
    return url if url.scheme in ("http", "https") and named else None


def _page(link: str) -> URL | None:
    """A place as a page to ask, by https."""
    url = _url(link)
    plain = url is not None and url.scheme == "http" and url.is_default_port()
    return url.with_scheme("https") if url is not None and plain else url


def _reference(link: str, declarations: Iterable[Declaration]) -> str | None:
    try:
        return parse_reference(link, declarations).handle
    except UnclearReferenceError:
        return None


def _domains(proved: Iterable[Account]) -> frozenset[str]:
    """The hosts that a member has proved to be theirs as a whole."""
    feeds = (site(URL(one.native_id)) for one in proved if one.proved_by is Proof.DOMAIN)
    handles = (one.handle for one in proved if one.proved_by is Proof.ATPROTO)
    return frozenset((*feeds, *handles))


def _is(account: Account, profile: Profile) -> bool:
    return (account.network, account.native_id) == (profile.network, profile.native_id)


def _host(native_id: str) -> str | None:
    try:
        return URL(native_id).raw_host or None
    except ValueError:
        return None


def _own_domain(handle: str) -> str | None:
    """The domain that a handle is, if it is its owner's."""
    is_domain = "." in handle and ":" not in handle and not handle.endswith(".invalid")
    return handle if is_domain and not handle.endswith(SHARED) else None
