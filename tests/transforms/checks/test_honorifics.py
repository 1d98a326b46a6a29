"""Names in Chinese, Japanese, Korean and Arabic letters; all are invented of frequent words."""

from __future__ import annotations

import pytest

from tests.transforms.checks.rows import marked

HITS = [
    "请«王小明»先生来前台",
    "欢迎«李»女士",
    "«田中»さんは来ました",
    "«佐藤 健太»さんへ",
    "«鈴木»くんと話す",
    "«김민수» 씨가 왔다",
    "姓名：«王小明»",
    "氏名: «山田 太郎»",
    "이름: «김민수»",
    "السيد «محمد علي» وصل",
    "الدكتورة «فاطمة بنت أحمد»",
]
MISSES = [
    "各位先生女士请注意",
    "马上请老师来",
    "小姐，请问",
    "黄金先生产品",
    "お客様、皆様",
    "患者さんの話",
    "고객님 안녕하세요",
    "선생님",
    "姓名：未填写内容在此处",
    "氏名、住所を書く",
    "السيد الرئيس",
    "周先生们",
]


@pytest.mark.parametrize("row", HITS)
def test_a_name_is_told_by_its_title_or_field(row: str) -> None:
    assert marked(row) == row


@pytest.mark.parametrize("row", MISSES)
def test_a_title_without_a_name_says_nothing(row: str) -> None:
    assert marked(row) == row


def test_there_are_as_many_near_misses_as_hits() -> None:
    assert len(MISSES) >= len(HITS)
