"""Names of people in Chinese, Japanese, Korean and Arabic letters, by what they are called with.

Where no spaces part words, a name is told by the family name that it begins with and by the title
behind it (王小明先生, 田中さん, 김민수 씨), or by the field that it stands in (姓名：王小明).
"""

from __future__ import annotations

from transforms.checks.pii.category import Candidate, Category, Form

_HAN = "\u4e00-\u9fff"
_CHINESE = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾萧蕭田董潘袁蔡蒋蔣余于杜"
    "叶葉程魏苏蘇吕呂丁任卢盧姚沈姜崔钟鍾谭譚陆陸汪范石廖贾賈夏韦韋付邹鄒孟熊秦邱江尹薛闫閻段雷侯龙龍陶黎贺賀顾顧毛郝龚龔邵"
)
"""Family names of nine in ten Chinese (Ministry of Public Security, report of 2020), in both
scripts; those that are everyday words as well are left out."""
_JAPANESE = (
    "佐藤|鈴木|高橋|田中|伊藤|渡辺|渡邊|山本|中村|小林|加藤|吉田|山田|佐々木|山口|松本|井上|木村|斎藤|斉藤|清水|山崎|池田|橋本"
    "|阿部|石川|山下|中島|石井|小川|前田|岡田|長谷川|藤田|後藤|近藤|村上|遠藤|青木|坂本|福田|太田|西村|藤井|金子|岡本|藤原|中野|三浦"
    "|原田|松田|竹内|小野|中川|田村|上田|森田|和田|中山|石田|宮崎|酒井|工藤|横山|柴田|内田|高木|安藤|谷口|大野|丸山|今井|河野|藤本"
    "|村田|武田|上野|杉山|増田|平野|大塚|千葉|久保|松井|小島|岩崎|桜井|野口|松尾|菊地|野村|新井|佐野|渡部"
)
"""Family names of two or three characters that are most frequent in Japan (name dictionaries)."""
_KOREAN = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진"
"""Family names of nineteen in twenty Koreans (Statistics Korea, census of 2015)."""
_ARABIC = "[\u0621-\u064a]{2,12}"


def is_given_to_somebody(candidate: Candidate) -> bool:
    """Whether words behind an Arabic title are a name: no office, which has the article."""
    return not candidate.value.startswith("ال")


_OTHER_WORDS = (
    *("马上", "馬上", "黄金", "黃金", "石油", "高等", "高级", "高級"),
    *("高中", "方便", "江南", "许多"),
)
"""Words that begin like a family name."""


def is_no_other_word(candidate: Candidate) -> bool:
    """Whether what stands in front of a Chinese title begins no other word."""
    return not candidate.value.startswith(_OTHER_WORDS)


CATEGORIES = (
    Category(
        "PERSON_NAME",
        "person",
        "*",
        (
            Form(
                rf"""(?P<value>[{_CHINESE}][{_HAN}]{{0,2}}?)
                    (?:先生|女士|小姐|老师|老師|医生|醫生|教授|太太|同学|同學)(?![{_HAN}]{{0,1}}们)""",
                "Chinese titles, behind a family name and up to two characters",
                score=0.75,
                anchors=(
                    "先生",
                    "女士",
                    "小姐",
                    "老师",
                    "老師",
                    "医生",
                    "醫生",
                    "教授",
                    "太太",
                    "同学",
                    "同學",
                ),
                before=3,
                after=8,
                valid=is_no_other_word,
            ),
            Form(
                rf"""(?P<value>(?:{_JAPANESE})(?:[ 　]?[{_HAN}]{{1,3}})?)
                    [ 　]?(?:さん|さま|くん|ちゃん|様|氏|先生)""",
                "Japanese titles, behind a family name",
                score=0.8,
                anchors=("さん", "さま", "くん", "ちゃん", "様", "氏", "先生"),
                before=8,
                after=8,
            ),
            Form(
                rf"(?<![가-힣])(?P<value>[{_KOREAN}][가-힣]{{1,2}})[ ]?(?:씨|님)(?![가-힣]{{3}})",
                "Korean titles, behind a family name and a given name",
                score=0.7,
                anchors=("씨", "님"),
                before=4,
                after=8,
                valid=lambda candidate: candidate.value not in {"고객", "선생", "이모", "고모"},
            ),
            Form(
                rf"""(?:姓名|联系人|聯絡人|患者姓名|客户姓名|氏名|お名前|名前|성명|이름)
                    [ 　]{{0,2}}[:：][ 　]{{0,2}}
                    (?P<value>[{_HAN}]{{2,4}}(?:[ 　][{_HAN}]{{1,3}})?|[가-힣]{{2,4}})
                    (?![{_HAN}가-힣])""",
                "fields of forms",
                score=0.85,
                anchors=("姓名", "联系人", "聯絡人", "氏名", "名前", "성명", "이름"),
                before=2,
                after=24,
            ),
            Form(
                rf"""(?<![\u0621-\u064a])
                    (?:السيدة?|الآنسة|الدكتورة?|الأستاذة?|المهندسة?)[ ]
                    (?P<value>{_ARABIC}(?:[ ](?:بن|بنت|أبو|آل|عبد)[ ]{_ARABIC})?
                    (?:[ ]{_ARABIC})?)(?![\u0621-\u064a])""",
                "Arabic titles, in front of a name of one or two words",
                score=0.7,
                anchors=("السيد", "الآنسة", "الدكتور", "الأستاذ", "المهندس"),
                after=80,
                valid=is_given_to_somebody,
            ),
        ),
    ),
)
"""Whom a title or a field names."""
