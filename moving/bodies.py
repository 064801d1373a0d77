"""An old body as one of ours: pictures by id, links to what the old addresses are now, and what was lost on the way."""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

from articles import body
from moving import old_markup, players
from moving.address_book import AddressBook, Place, files
from moving.notes import Notes
from moving.shelf import Shelf

#: Of every run of four characters that could be read before, this share must be left: else it is told.
LEAST_RECALL = 0.999
_DATA = re.compile(r"data:image/[a-z0-9.+-]+((?:;[a-z0-9=-]+)*),(.*)", re.IGNORECASE | re.DOTALL)
#: Longer ones are pictures somebody pasted, shorter ones placeholders of a page that loads its pictures later.
_SHORTEST_PASTED = 400
#: What an address may hold unquoted, quoted or not.
_SAFE = "/%:@!$&'()*+,;=~?#[]"


@dataclass
class Bodies:
    """Turns the bodies of one old site into ours."""

    book: AddressBook
    shelf: Shelf

    def ours(self, html: str, page: str, notes: Notes) -> str:
        """Clean markup; `page` is the story's own path there. Raises BodyRefused."""
        if "\x00" in html:
            html = html.replace("\x00", "")
        html = body.COMMENT.sub("", html)
        html = self._not_too_deep(html, notes)
        for name, address in old_markup.media(html):
            notes.add("media_dropped", f"{name} {address}".strip())
        for what in old_markup.scripts(html):
            notes.add("script_dropped", what)
        reading = _Reading(self, page, notes)
        cleaned = body.clean(players.set_apart(old_markup.with_tags(old_markup.normal(html), reading.replaced)))
        before, after = (players.without_lines(old_markup.visible(each)) for each in (html, cleaned))
        if before != after and old_markup.recall(before, after) < LEAST_RECALL:
            notes.add("text_lost", old_markup.first_lost(before, after))
        return cleaned

    def _not_too_deep(self, html: str, notes: Notes) -> str:
        try:
            body.refuse_too_deep(html)
        except body.BodyRefused:
            html = old_markup.flat(html)
            body.refuse_too_deep(html)
            notes.add("markup_flattened")
        return html

    def cover(self, address: str, page: str, notes: Notes) -> int | None:
        """The id of the picture at an address, for a story's cover; None, and a note, where there is none."""
        if not address.strip():
            return None
        reading = _Reading(self, page, Notes())
        place = self.book.place(address, page)
        picture = None if place.url or place.is_odd else reading.stored(place)
        if picture is None:
            notes.add("cover_missing", address)
        return picture


@dataclass
class _Reading:
    """One body."""

    bodies: Bodies
    page: str
    notes: Notes
    #: The player before that has not said its address: a tag inside may.
    player: str = ""

    def replaced(self, tag: str, attributes: dict[str, str]) -> str | None:
        """The tag as ours, as old_markup.with_tags asks."""
        if tag == "img":
            return self._picture(attributes)
        return self._link(attributes) if tag == "a" else self._player(tag, attributes)

    def _player(self, tag: str, attributes: dict[str, str]) -> str | None:
        """A line that leads to a video or a recording; the second address of one leads nowhere."""
        tag, self.player = (self.player, "") if tag == "source" else (tag, "")
        address = next((each for name in ("src", "data-src", "data") if (each := attributes.get(name, "").strip())), "")
        if not address:
            self.player = tag
            return None
        kind = players.kind_of(tag, address)
        place = self.bodies.book.place(address, self.page)
        if not kind or place.is_odd:
            return None
        if place.url:
            return players.line(kind, place.url, place.url)
        found = (self.bodies.shelf.address(path, Notes()) for path in files(place))
        return players.line(kind, place.paths[0], next((each for each in found if each), ""))

    def _picture(self, attributes: dict[str, str]) -> str | None:
        alt = attributes.get("alt", "")[:200]
        candidates = [value for name in old_markup.SOURCES if (value := attributes.get(name, "").strip())]
        places = [self.bodies.book.place(each, self.page) for each in candidates]
        for place in places:
            if place.paths and (picture := self.stored(place)) is not None:
                return old_markup.tag("img", data_image=str(picture), alt=alt)
        for place in places:
            if place.url:
                url = quote(place.url, safe=_SAFE)
                self.notes.add("picture_remote" if body.is_remote(url) else "picture_odd", place.url)
                return old_markup.tag("img", data_remote=url, alt=alt) if body.is_remote(url) else None
        pasted = next((each for each in candidates if len(each) >= _SHORTEST_PASTED and _DATA.match(each)), None)
        if pasted and (picture := self._pasted(pasted)) is not None:
            return old_markup.tag("img", data_image=str(picture), alt=alt)
        if candidates and not any(place.paths for place in places) and not pasted:
            self.notes.add("picture_tiny" if _DATA.match(candidates[0]) else "picture_odd", candidates[0])
        return None

    def stored(self, place: Place) -> int | None:
        """The id of the picture of an own address, and a note where there is none."""
        return self._first(place, self.bodies.shelf.picture, "picture_missing")

    def _pasted(self, address: str) -> int | None:
        match = _DATA.match(address)
        if match is None:
            return None
        try:
            data = base64.b64decode(match[2]) if ";base64" in match[1].lower() else unquote_to_bytes(match[2])
        except (binascii.Error, ValueError):
            self.notes.add("picture_odd", address[:40])
            return None
        return self.bodies.shelf.pasted(data, self.notes)

    def _link(self, attributes: dict[str, str]) -> str:
        href, title = attributes.get("href", "").strip(), attributes.get("title", "")
        kept = {"title": title} if title else {}
        if not href or href.startswith("#") or href.lower().startswith(("mailto:", "tel:")):
            return old_markup.tag("a", href=href, **kept)
        place = self.bodies.book.place(href, self.page)
        if place.is_odd:
            self.notes.add("link_odd", href)
            return old_markup.tag("a", **kept)
        if place.url:
            return old_markup.tag("a", href=href if "://" in href else place.url, **kept)
        if target := self.bodies.book.target(place):
            return old_markup.tag("a", href=target, **kept)
        return self._file_link(place, href, kept)

    def _file_link(self, place: Place, href: str, kept: dict[str, str]) -> str:
        silent = Notes()
        for path in files(place):
            if address := self.bodies.shelf.address(path, silent):
                return old_markup.tag("a", href=address, **kept)
        is_file = "/zb_users/" in place.paths[0] or any(code != "picture_missing" for code, _ in silent.found)
        self.notes.add("link_file_missing" if is_file else "link_unknown", href)
        return old_markup.tag("a", href=place.paths[0], **kept)

    def _first(self, place: Place, look: Callable[[str, Notes], int | None], missing: str) -> int | None:
        problems = Notes()
        for path in files(place):
            if (found := look(path, problems)) is not None:
                return found
        # One of its two readings names the file that was meant, if any does.
        named = [note for note in problems.found if note[0] != missing] or problems.found
        for code, detail in named[:1] or [(missing, place.paths[0])]:
            self.notes.add(code, detail)
        return None
