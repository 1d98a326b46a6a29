"""Invented words in other scripts than the Latin one: a name stays in its own.

Alphabets have syllables, as the Latin words do, and keep the endings that tell women's names from
men's. Of characters that are syllables or words each becomes another one by itself, so that a
family name alone is the one of the full name.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from transforms.core.surrogates.derange import other
from transforms.core.surrogates.draw import Draw, Keyed
from transforms.core.surrogates.listing import listed
from transforms.core.surrogates.unfit import UNFIT


class _Alphabet(NamedTuple):
    """How words of an alphabet are invented.

    Attributes:
        letters: what a word of it is made of, case-folded.
        syllables: what it begins with.
        closing: consonants in front of an ending that stays, or at the end.
        kept: endings that stay.
        final: letters that are written otherwise at the end, with how.
    """

    letters: re.Pattern[str]
    syllables: tuple[str, ...]
    closing: str
    kept: re.Pattern[str]
    final: dict[str, str] = {}  # noqa: RUF012 - never changed


def _syllables(onsets: str, vowels: str) -> tuple[str, ...]:
    return tuple(onset + vowel for onset in listed(onsets) for vowel in listed(vowels))


_ALPHABETS = (
    _Alphabet(
        re.compile(r"[\u0400-\u04ff]+"),
        _syllables("б в г д з к л м н п р с т", "а е и о у"),
        "вдзклмнрст",
        re.compile(r"(?:овна|евна|ович|евич|ский|ская|енко|ова|ева|ина|ов|ев|ин|ий|ая|а|я)\Z"),
    ),
    _Alphabet(
        re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]+"),
        _syllables("β γ δ ζ θ κ λ μ ν π ρ σ τ φ χ", "α ε ι ο"),
        "δκλμνρτ",
        re.compile(r"(?:[οό]σ|[ηή]σ|[αά]σ|[ιί]σ|[οό][υύ]|[αά]|[ηή]|[ωώ])\Z"),
        {"σ": "ς"},
    ),
    _Alphabet(
        re.compile(r"[\u05d0-\u05ea]+"),
        listed("ב ג ד ז ט כ ל מ נ ס פ צ ק ר ש ת בי גו די לו מי נו סי רו שי תו"),
        "בדלמנרת",
        re.compile(r"(?:ה|ית)\Z"),
        {"כ": "ך", "מ": "ם", "נ": "ן", "פ": "ף", "צ": "ץ"},
    ),
    _Alphabet(
        re.compile(r"[\u0620-\u064a\u0671-\u06d3]+"),
        _syllables("ب ت ج ح د ر ز س ش ص ط ع ف ق ك ل م ن ه", "ا و ي"),
        "بدرسلمن",
        re.compile(r"[ةى]\Z"),
    ),
)
"""Endings: of Russian, Ukrainian and Bulgarian family names and patronymics; of Greek nominatives
and genitives; the Hebrew he and tav, the Arabic ta marbuta, which women's names have."""

_CHARACTERS = (
    # The commonest family names of China (Ministry of Public Security, 2020), simplified.
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾"
    "丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎",
    # Characters of men's and of women's given names.
    "伟强磊军勇杰涛超刚建国志海波福生元全胜学祥成光天达岩中茂进坚彪博诚先震振豪邦承绍功松善厚庆"
    "友裕哲翰朗伯宏斌栋维启克伦翔旭鹏泽晨辰士树炎德泰盛雄琛钧冠策腾楠航弘",
    "秀娟英慧巧美娜静淑惠珠翠雅芝玉萍红娥玲芬芳燕彩菊兰凤洁梅琳莲环雪爱霞香月莺媛艳佳嘉琼珍贞莉"
    "桂璐娅琦晶妍茜珊莎锦黛倩婷婉娴瑾颖露瑶怡蓓荷丹蓉琴蕊薇菁梦岚婕馨韵",
    # Family names, places and given names of Japan that are not above.
    "藤佐木村山井口川野田中本島崎原上下内池橋森清阿部久保竹松小大三子太郎次一二彦介裕也花奈美恵",
    # Korean family names, and syllables of given names.
    "김박최강조윤장임한오서신권황안송류홍전고문양손배백허남심노곽차구",
    "민수지현영준진호경은혜미선숙희자순철용석동훈재성우태상원규환기창병종광건승연주아하예유나솔빈",
    # Kana without marks, and voiced ones.
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ",
    "ガギグゲゴザジズゼゾダデドバビブベボ",
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわ",
    "がぎぐげござじずぜぞだでどばびぶべぼ",
)
"""Characters of names, by what they are used for. One that stands in two lists is the first's."""

_WHOLE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")
_HAN, _HANGUL = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[\uac00-\ud7a3]")
_RARE_HAN, _RARE_HANGUL = 1, 5
"""The lists whose characters take the place of those that are in none."""

_SHORT, _MEDIUM = 4, 9
"""Letters up to which a word of an alphabet gets two syllables, and below which three."""


def in_script(keyed: Keyed, folded: str, attempt: int) -> str | None:
    """Another word, in small letters, in the script of `folded`; None for Latin and unknown ones.

    May be the word itself: then the next attempt is another one, if the script has one.
    """
    if _WHOLE.fullmatch(folded):
        return "".join(_character(keyed, char) for char in folded) if not attempt else None
    for alphabet in _ALPHABETS:
        if alphabet.letters.fullmatch(folded):
            return _spelled(keyed.draw("word", folded, attempt), folded, alphabet)
    return None


def _spelled(draw: Draw, folded: str, alphabet: _Alphabet) -> str:
    syllables = 2 if len(folded) <= _SHORT else 3 if len(folded) > _MEDIUM else 2
    ending = alphabet.kept.search(folded) if len(folded) > 2 else None
    begun = "".join(draw.choice(alphabet.syllables) for _ in range(syllables))
    made = begun + draw.choice(alphabet.closing) + (ending[0] if ending else "")
    if UNFIT.search(made):
        return _spelled(draw, folded, alphabet)
    return made[:-1] + alphabet.final.get(made[-1], made[-1])


def _character(keyed: Keyed, char: str) -> str:
    place = _places().get(char)
    if place is not None:
        number, at = place
        members = _lists()[number]
        return other(keyed, f"character {number}", members, at) or members[at - 1]
    rare = _RARE_HAN if _HAN.match(char) else _RARE_HANGUL if _HANGUL.match(char) else None
    return char if rare is None else keyed.draw("character", char).choice(_lists()[rare])


@cache
def _lists() -> tuple[str, ...]:
    """The lists of characters, each character in one of them."""
    met: set[str] = set()
    lists: list[str] = []
    for characters in _CHARACTERS:
        lists.append("".join(dict.fromkeys(char for char in characters if char not in met)))
        met |= set(characters)
    return tuple(lists)


@cache
def _places() -> dict[str, tuple[int, int]]:
    """Character to the number of its list and its number in there."""
    return {
        char: (number, at)
        for number, characters in enumerate(_lists())
        for at, char in enumerate(characters)
    }
