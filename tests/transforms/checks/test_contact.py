"""E-mail addresses and telephone numbers; every value is invented."""

from __future__ import annotations

import pytest

from tests.transforms.checks.rows import marked, plain

EMAIL_HITS = [
    "to «postmaster@[81.23.145.7]» directly",
    "write to «ana.lopez@mailhost.net», please",
    "«o'brien@kelora.ie»",
    "'«rahul.mehra@postkasten.in»'",
    "<a href=mailto:«x.y+tag@firma-nord.de»>",
    "«ANA@KELORA.COM»; «bo@kelora.com»",
    "Author: «Ana Lopez» <«ana_lopez@dev.kelora.io»>",
    "«jörg@müller-bau.de».",
    "邮箱«wang@kelora.cn»是我的",
    '{"email": "«admin-7@internal-host.co.uk»"}',
    "user=«june@mill.org» method=link",
    "to=<«ann@mill.org»> cc=«ann@mill.org»,«bob@mill.org»",
    "from:«ann@mill.org», from=«ann.lee@mill.org»",
    "mailto:«ann@mill.org»?subject=x",
    "https://kelora.net?email=«ann@mill.org»&x=1",
    "https://kelora.net/?a=b&c=«ann@mill.org»&x=1",
    "?a=b&«ann@mill.org» and email%3D«ann@mill.org»",
    "send(to='«ann@mill.org»', n=1)",
    "«r&d@mill.org» has an ampersand, «ann%2Btag@mill.org» an encoded plus",
    "«bounces+ann=mill.org@lists.kelora.net» returns it to ann",
    "from=«news-17+ann=mill.co.uk@lists.kelora.net»",
    "from=<«SRS0=aB3x=TT=mill.org=ann@fwd.kelora.net»>",
    "return-path: «prvs=1234567890=ann@mill.org»",
]
FORM = "Mira Talvane\n\nPhone:\n736 5000\n\nE-mail:\nmira@kelora.net\n\n{}\n«{}»\n\nnone"


def test_the_page_in_a_form_of_a_person_is_hers() -> None:
    row = FORM.format("Website:", "https://www.quincegravel.net/")
    assert marked(row, "PERSONAL_URL") == row


@pytest.mark.parametrize(
    "row",
    [
        FORM.format("Licence:", "https://www.quincegravel.net/"),
        "A manual.\n\nWebsite:\nhttps://www.quincegravel.net/",
    ],
)
def test_another_page_stays(row: str) -> None:
    assert marked(row, "PERSONAL_URL") == plain(row)


EMAIL_MISSES = [
    "matrix@[0.5] and row@[1, 2]",
    "user@example.com and someone@mail.example.org",
    "a@sub.test, b@host.invalid, root@localhost",
    "icon@2x.png next to logo@3x.webp",
    "git clone git@github.com:someone/project.git",
    "@decorator and pkg@1.2.3",
    "https://user@kelora.com/path",
    "name@domain.com stands for an address, you@yourdomain.com too",
    "a @ b.com",
    "y = x @ w.to(device)",
    "res = emb @ self.proj.weight.to(dtype)",
    "ana@kelora",
    "x@y.z",
    "A @= B.T; m@n.T",
    "key=@mill.org and user=&@mill.org",
    "https://user=x@kelora.com/path",
    "https://a=b&user:x@kelora.com",
    "to=you@kelora.com, cc=ann@example.org",
    "matrix=a@b.T",
    "q=icon@2x.png",
    "url=git@github.com:someone/project.git",
    "x=y@z",
    "email=name@domain.com&b=1",
    "user=@ann",
    "a==b@c",
    "to=ann@localhost",
    "irrelevant at this point and gone at this point in time",
]
PHONE_HITS = [
    "+41 44 668 18 00 is «+41 44 668 18 01» elsewhere".replace("+41 44 668 18 00 is ", "reach "),
    "Tel. «(212) 736-5000»",
    "«212-736-5000»",
    "«212.736.5000 x 12»".replace("x 12", "x12"),
    "call «+1 (415) 736-5001»!",
    "«1-800-736-5000»",
    "mobile: «07911 123456»",
    "«(+31) 20 794 1234»",
    "phone «736 5000»",
    "Telefon «030 1234567»",
    "我的电话号是«13604779660».",
    "fax «5123456789»",
    "«+442071234567»",
    "phone «010 - 123 45 67»",
    "my number is«(+45)32-54-76-98», his phone:«+45 32 54 76 98».",
    "HOME-«1(516)736-5000»",
    "dial «011-82-10-9234-5678», or «00 82 10 9234 5678»",
    "«+86 20 61302222-8866»",
    "宝爵台球会所：«13604779660»或«13604770960»",
    "my phone number is «+44 7700 900461», and I mean it",
    "Tel. «07700 900461», fax «(0131) 496 0123»",
    "Mira\n«71-33-52-22» office\n«(37) 788-063»-Office\\,\n«78 651 450 (desk)»".replace(
        "450 (desk)»", "450» (desk)"
    ),
    "they are not answering at «78 651 450», I send messages to «699 956 915»",
    "the form asks for «(123) 456-7890», whoever that may be",
]
PHONE_MISSES = [
    "(212) 555-0143",
    "+1 415-555-0199",
    "+44 20 7946 0018 and 07700 900461",
    "on 2024-03-12 at 10:11:12",
    "01.05.2023 to 31.12.2023",
    "version 1.2.3.4567",
    "order 2127365000",
    "ISBN 978-3-16-148410-0",
    "sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "3.14159265358979",
    "$1,234,567.00",
    "id-212-736-5000-7",
    "BE71 0961 2345 6760",
    "110-736-5000",
    "12125 02110-1301 USA",
    "x = 1234567 + 7654321",
    "call it 1022503, if you like",
    "my phone number is 112-3333",
    "0.000000012 is no phone, and 200.38294427 is none",
    "45+31-339243873 is a sum and no phone number",
    "the phone book of 2009/2010",
    "3 messages for 78 651 450 people",
    "12 345 678 officers at 33 44 55 66 desks",
    "in 2004-2010 office",
    "the phone of the desk is at 192.0.2.23 now",
    "bytes 00 10 00 31 46 D9 E9 11 follow",
    "call(+4532547698)",
    "room-212-736-5000",
    "00 4 5 and 011.2",
    "ticket 13604779660 has been closed",
    "my phone number is +44 7700 900861: a surrogate",
    "Tel. (212) 555-0177 is one as well",
    'placeholder = format(input["mask"], "(123) 456-7890", { guide: true });',
]


@pytest.mark.parametrize("row", EMAIL_HITS)
def test_an_address_of_a_mailbox_is_found_whole(row: str) -> None:
    assert marked(row) == row


@pytest.mark.parametrize("row", EMAIL_MISSES)
def test_what_only_looks_like_an_address_stays(row: str) -> None:
    assert marked(row) == row


@pytest.mark.parametrize("row", PHONE_HITS)
def test_a_telephone_number_is_found_whole(row: str) -> None:
    assert marked(row) == row


@pytest.mark.parametrize("row", PHONE_MISSES)
def test_what_only_looks_like_a_telephone_number_stays(row: str) -> None:
    assert marked(row) == row == plain(row)


def test_each_table_has_as_many_near_misses_as_hits() -> None:
    assert len(EMAIL_MISSES) >= len(EMAIL_HITS)
    assert len(PHONE_MISSES) >= len(PHONE_HITS)
