"""What the options say of each place in JSON rows: which paths end there or go through it."""

from __future__ import annotations

from transforms.core import fields
from transforms.core.fields import ITEMS, VALUES, FieldOptions

Steps = tuple[str, ...]

_CACHED_NAMES = 1024  # of one place: rows with free keys must not fill the memory


class Place:
    """A place in the rows of a shard, and what the options want of it.

    Attributes:
        column: its name, as in `fields.column`.
        text: strings here are text.
        drop: what is here goes.
        id: what is here names the sample.
        on_way: a text path ends here or below.
        takes_object, takes_list: a text path goes on into an object, or into a list, from here.
        drops: something goes here or below.
        edited: `edit` has something to look for here or below.
        free: this member's name may itself be private text: it is no plain field name.
        plain: none of the above.
    """

    __slots__ = (
        "_drops",
        "_ids",
        "_items",
        "_names",
        "_others",
        "_steps",
        "_texts",
        "column",
        "drop",
        "drops",
        "edited",
        "free",
        "id",
        "on_way",
        "plain",
        "takes_list",
        "takes_object",
        "text",
    )

    def __init__(
        self,
        steps: Steps,
        texts: tuple[Steps, ...],
        drops: tuple[Steps, ...],
        ids: tuple[Steps, ...],
        free: bool = False,
    ) -> None:
        """`texts`, `drops` and `ids` are what is left of the paths from here on."""
        self._steps, self._texts, self._drops, self._ids = steps, texts, drops, ids
        self._names: dict[str, Place] = {}
        self._others: Place | None = None
        self._items: Place | None = None
        self.column = fields.column(steps)
        self.text, self.drop, self.id = () in texts, () in drops, () in ids
        self.on_way = bool(texts)
        self.takes_list = any(path[:1] == (ITEMS,) for path in texts)
        self.takes_object = any(path and path[0] != ITEMS for path in texts)
        self.drops = bool(drops)
        self.edited = bool(texts or drops)
        self.free = free
        self.plain = not (texts or drops or ids or free)

    def child(self, name: str) -> Place:
        """The place of member `name` of the object here."""
        known = self._names.get(name)
        if known is not None:
            return known
        free = fields.column((name,)) == "*"
        named = any(path[:1] == (name,) for path in (*self._texts, *self._drops, *self._ids))
        if free and not named:  # all names of this kind share one place, and one column
            if self._others is None:
                self._others = self._below(VALUES, name, free=True)
            return self._others
        place = self._below(VALUES, name, free=False)
        if len(self._names) < _CACHED_NAMES:
            self._names[name] = place
        return place

    @property
    def items(self) -> Place:
        """The place of every element of the list here."""
        if self._items is None:
            self._items = self._below(ITEMS, ITEMS, free=False)
        return self._items

    def _below(self, wildcard: str, name: str, *, free: bool) -> Place:
        steps = {wildcard} if name == ITEMS else {wildcard, name}

        def left(paths: tuple[Steps, ...]) -> tuple[Steps, ...]:
            return tuple(path[1:] for path in paths if path and path[0] in steps)

        below = (*self._steps, name)
        return Place(below, left(self._texts), left(self._drops), left(self._ids), free)


def root(options: FieldOptions) -> Place:
    """The place of a whole row."""
    ids = (options.id_steps,) if options.id_steps else ()
    return Place((), options.text_steps, options.drop_steps, ids)


def scalar(value: object, steps: Steps) -> str:
    """The last string or number that the path leads to, dropped or not; "" for none."""
    if not steps:
        return str(value) if isinstance(value, str) else ""
    if steps[0] == ITEMS:
        inner = value if isinstance(value, list) else []
    elif isinstance(value, dict):
        inner = list(value.values()) if steps[0] == VALUES else [value.get(steps[0])]
    else:
        inner = []
    return next(filter(None, (scalar(each, steps[1:]) for each in reversed(inner))), "")
