"""Numbers of China, Hong Kong, Taiwan, Japan and Korea."""

from __future__ import annotations

from transforms.checks.pii.entries import Shape, announced, grouped, identity, words

_DATE = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"

_RRN = (
    "주민등록번호; 주민번호; 외국인등록번호; rrn; resident registration; alien registration"
    "; 주민; korean id; arn; frn"
)

CATEGORIES = (
    identity(
        "CHINA_RESIDENT_ID",
        "CN",
        "身份证; 身份证号; 身份证号码; 居民身份证; 公民身份号码; resident id; chinese id; id card"
        "; identity card; shenfenzheng; sfz",
        Shape(
            rf"[1-8]\d{{5}}(?:19|20){_DATE}\d{{3}}[0-9Xx]",
            "GB 11643-1999: region, date, ISO 7064; python-stdnum cn.ric",
            alone=0.85,
            near=0.97,
            numbers=17,
        ),
    ),
    identity(
        "CHINA_PASSPORT",
        "CN",
        "护照; 护照号; 护照号码; 中国护照; passport; chinese passport; passport number",
        Shape(
            r"(?:E[A-HJ-NP-Z0-9]|[DGPS][0-9ECDEM])\d{7}",
            "National Immigration Administration, ordinary and official passports",
            near=0.88,
        ),
    ),
    identity(
        "HONG_KONG_ID",
        "HK",
        "hkid; 身份證; 香港身份證; 身份證號碼; hk id; hong kong id; hkid number; 香港身份证",
        Shape(
            r"[A-Z]{1,2}[ ]?\d{6}[ ]?\([0-9A]\)",
            "Immigration Department: modulus 11",
            alone=0.8,
            near=0.97,
            seed=r"\d{6}[ ]?\([0-9A]\)",
            before=4,
            after=4,
        ),
        Shape(r"[A-Z]{1,2}[ ]?\d{6}[0-9A]", "Immigration Department: modulus 11"),
    ),
    identity(
        "TAIWAN_ID",
        "TW",
        "身分證; 身分證字號; 身份證字號; 統一編號; 國民身分證; taiwan id; 身分証; national id",
        Shape(
            r"[A-Z][1289]\d{8}",
            "Ministry of the Interior: region, sex, serial",
            alone=0.55,
            near=0.95,
            numbers=9,
            before=2,
        ),
    ),
    identity(
        "TAIWAN_PASSPORT",
        "TW",
        "護照; 護照號碼; 台灣護照; 中華民國護照; passport; taiwan passport; passport number",
        Shape(r"[1-3]\d{8}", "Bureau of Consular Affairs: nine digits", near=0.84),
    ),
    identity(
        "JAPAN_MY_NUMBER",
        "JP",
        "マイナンバー; 個人番号; my number; mynumber; kojin bango; individual number; my no",
        Shape(
            grouped("4 4 4"),
            "Order 85 of 2014, article 5: modulus 11; python-stdnum jp.in_",
            near=0.93,
        ),
    ),
    identity(
        "JAPAN_DRIVERS_LICENSE",
        "JP",
        "運転免許証番号; 運転免許; 免許証番号; 運転免許証; 免許番号; driver's license"
        "; drivers license; japanese driver's license; menkyo; driver license",
        Shape(
            r"[1-9]\d{11}",
            "National Police Agency: commission, year, serial, check, reissues",
            near=0.88,
            valid=lambda candidate: len(set(candidate.digits)) > 3,
        ),
    ),
    identity(
        "JAPAN_PASSPORT",
        "JP",
        "旅券番号; 旅券; パスポート; パスポート番号; passport; japanese passport; passport number",
        Shape(r"[MT][A-Z]\d{7}", "Ministry of Foreign Affairs: two letters, seven digits"),
    ),
    identity(
        "JAPAN_CORPORATE_NUMBER",
        "JP",
        "法人番号; corporate number; houjin bangou; hojin bango; japanese corporate number"
        "; company number; houjin",
        Shape(
            r"[1-9]\d{12}|[1-9]-\d{4}-\d{4}-\d{4}",
            "National Tax Agency: leading check digit; python-stdnum jp.cn",
            near=0.92,
        ),
    ),
    identity(
        "KOREA_RRN",
        "KR",
        _RRN,
        Shape(
            rf"{_DATE}-[0-9]\d{{6}}",
            "Resident Registration Act: date, sex and century; python-stdnum kr.rrn",
            alone=0.75,
            near=0.97,
            numbers=13,
        ),
        Shape(
            rf"{_DATE}[0-9]\d{{6}}", "Resident Registration Act; python-stdnum kr.rrn", near=0.93
        ),
        Shape(
            rf"{_DATE}-?[1-4]\d{{6}}",
            "Resident Registration Act: numbers given since October 2020, to people of any age,"
            " have no region and no check digit",
            near=0.8,
            valid=announced(words(_RRN)),
        ),
    ),
    identity(
        "KOREA_PASSPORT",
        "KR",
        "여권번호; 여권; passport; korean passport; 여권 번호; passport number; passport no",
        Shape(
            r"[MSROD]\d{3}[A-Z]\d{4}|[MSROD]\d{8}|[A-Z]{2}\d{7}",
            "Ministry of Foreign Affairs: form of 2021 and before",
            near=0.87,
        ),
    ),
    identity(
        "KOREA_DRIVERS_LICENSE",
        "KR",
        "운전면허번호; 운전면허; 면허번호; 운전면허증; driver's license; drivers license"
        "; driver license; korean driver's license",
        Shape(
            r"(?:1[1-9]|2[0-68])-\d{2}-\d{6}-\d{2}",
            "National Police Agency: region, year, serial, check",
            alone=0.7,
            near=0.95,
            numbers=12,
        ),
        Shape(
            r"(?:1[1-9]|2[0-68])[ ]?\d{2}[ ]?\d{6}[ ]?\d{2}",
            "National Police Agency: region, year, serial, check",
        ),
    ),
)
"""Of China, Hong Kong, Taiwan, Japan and Korea."""
