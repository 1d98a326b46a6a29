"""Whether letters are words: what tells `my_service_token` from what somebody drew.

Two measures. A vocabulary of the words that names, labels and placeholders in code are made of,
into which a value is cut; and, for words that no vocabulary has, how surprising its pairs of
letters are.
"""

from __future__ import annotations

import functools
import itertools
import re

from transforms.core.surrogates.listing import listed

_VOCABULARY = frozenset(
    listed(
        # what stands for a secret, and whose
        "my your our their his her this that the a an and or of in on to for with by is it as at "
        "any some no not none null nil empty blank new old current next previous last first second "
        "third other another same one two three real valid invalid wrong right bad good correct "
        "incorrect strong weak short long super top very secure unsafe safe plain clear hidden "
        "visible random unique generated default custom required optional missing found unknown "
        "pass passwd password passphrase passcode pwd pw pin secret secrets token tokens key keys "
        "api apikey auth oauth openid saml sso jwt jws access refresh id ids client consumer "
        "private public shared signing encryption master session cookie csrf xsrf bearer basic "
        "digest hmac hash hashed salt nonce signature sign signed code verifier challenge cred "
        "creds credential credentials login logon logout signin signup user users username "
        "account accounts admin administrator root guest owner member person people customer "
        "anonymous nobody everyone bot "
        # examples
        "test tests tested testing tester example examples sample samples demo dummy fake mock "
        "stub foo bar baz qux quux spam eggs lorem ipsum hello world abc abcd xyz asdf qwerty "
        "change changeme changeit replace insert enter put add set update edit here todo fixme "
        "tmp temp temporary placeholder please type fill choose select bob alice john doe jane "
        "joe jim jack mary eve letmein welcome sesame hunter monkey dragon "
        # code
        "string str text value val values name names label title description comment content "
        "data info debug error errors message msg warning notice status state result response "
        "request header headers body query param params parameter arg args argument option "
        "options config conf configuration setting settings property properties attribute field "
        "fields form input output file files path dir directory folder env environment var "
        "variable const constant type kind class object instance model schema table column row "
        "list array map dict item items index count number num size length len min max limit "
        "function func method call callback handler listener event action get has create make "
        "build delete remove find search check verify validate validation confirm confirmation "
        "repeat reset forgot forgotten recover recovery show hide toggle view page link url uri "
        "http https web site host hostname port server service services local localhost domain "
        "address email mail phone date time day year month expires expired expiry timeout "
        "db database sql mysql postgres postgresql mongo mongodb redis mariadb sqlite oracle "
        "mssql ldap ftp ssh ssl tls smtp imap amqp rabbitmq kafka elastic docker kubernetes aws "
        "azure gcp google github gitlab twitter facebook slack stripe amazon firebase "
        "app application dev develop developer development prod production staging stage qa ci "
        "live build release version base main master slave primary foreign sort cache store "
        "storage bucket queue topic group groups role roles policy permission scope scopes "
        "grant provider resource tenant project team org organization company company's "
        "system sys process program module package plugin component widget button btn icon "
        "container wrapper control modal dialog panel tab menu nav row col header footer item "
        "strength meter eye lock unlock text textbox textarea hash code encode encoded decode "
        "decoded encrypt encrypted decrypt decrypted raw base utf ascii latin hex json xml yaml "
        "html css pem der crt cert certificate certs ca rsa dsa ecdsa ed aes des sha md bcrypt "
        "scrypt argon pbkdf crypt random bytes byte char int integer bool boolean true false "
        "yes off mode flag enable enabled disable disabled allow deny use using used from into "
        "without only all each every per more less than must should can could will would may "
        "do does did be been was were are have had if else then when where what which who how "
        "hint prompt policy rule rules manager helper util utils factory interface abstract impl "
        "repository controller middleware gateway router route routes endpoint proxy remote "
        "origin source target dest destination prefix suffix pattern format template style "
        "color background image video audio media device mobile web desktop browser agent "
        "space entry node tree graph chart report log logs logger level trace audit monitor "
        "metric metrics alert alarm notification notify subscriber subscription publish "
        "publisher channel stream socket connection connect connector pool driver transaction "
        "cluster shard replica backup snapshot archive zip gzip upload download import export "
        "sync async await promise future task job worker thread lock mutex signal timer clock "
        "first last middle full half big small large tiny open close closed start stop end begin "
        "init setup install uninstall deploy run execute exec shell bash cmd command script "
        "password's thing stuff something anything nothing whatever beautiful shh shhh hmm "
        "rest soap rpc graphql grpc vault secretsmanager cognito idp kms iam sts arn s3 ec2 "
        "notary authority authorize authorized authorization authenticate authentication "
        "authenticity identity principal subject issuer audience claim claims sub aud iss exp "
        "cli sdk tool tools toolkit middleware backend frontend "
        "otp totp hotp mfa factor device backup trust trusted"
    )
)
"""Words of placeholders, labels and identifiers, collected by hand."""

_LONGEST = max(map(len, _VOCABULARY))
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^A-Za-z0-9]+")
_SEQUENCE = "01234567890123456789"
_MOST_DIGITS = 4
"""Digits that people put behind a word; more of them say something unless they count up."""


@functools.lru_cache(1 << 12)
def is_made_of_words(value: str) -> bool:
    """Whether a value is words of the vocabulary, with marks and counting digits between them.

    >>> is_made_of_words("myTestPassword123"), is_made_of_words("kavotu-31")
    (True, False)
    """
    pieces: list[str] = _PIECE.findall(value)
    if len(value) > 64 or not pieces:
        return False
    return all(map(_says_nothing, pieces))


def _says_nothing(piece: str) -> bool:
    if piece.isdigit():
        return len(piece) <= _MOST_DIGITS or piece in _SEQUENCE or len(set(piece)) == 1
    if not piece.isascii():
        return False
    return not piece.isalpha() or len(piece) == 1 or _in_words(piece.lower())


def _in_words(letters: str) -> bool:
    """Whether the letters can be cut into words of the vocabulary; one letter is none but `a`."""
    reached = {0}
    for end in range(1, len(letters) + 1):
        first = max(0, end - _LONGEST)
        if any(at in reached and letters[at:end] in _VOCABULARY for at in range(first, end)):
            reached.add(end)
    return len(letters) in reached


_PAIRS = listed(
    "95449759596344959343667769 36563778358366459446488948 39673883594467278463578979 "
    "46652678289576469545579879 47435569798453757334866479 48664488299476369455498969 "
    "47662754499464569346478988 28762798397666379564599969 56455559999452459543959695 "
    "38563888485688358656288868 56652657397475567636675969 38752799398387369855579949 "
    "25762899397657339846599979 48433538496676469843568989 65448659696442549344465799 "
    "38763786497387349354587959 68767787778685778558087888 37552769397656369544677969 "
    "57472774396577548742477969 37562694398567469345587958 54564669599342649343999999 "
    "27681789399867579667988899 37653684298674468446887899 56453586398567639652777567 "
    "65554667499453529533766787 39771597399777379775799977"
)
"""Row by first letter, column by second: bits of surprise, 9 at most, of the second after the
first. Counted over the 10,659 words of three letters or more that the modules of Python's standard
library use three times or more, one half added to each count."""


@functools.lru_cache(1 << 12)
def surprise(letters: str) -> float:
    """Bits a pair of letters, on average; letters drawn at random have about 6, words about 3.6.

    Of words of 8 letters 99 in 100 have less than 4.9, of 12 less than 4.5; 95 in 100 of letters
    drawn at random have more than 4.7 and 5.0.
    """
    lower = [ord(char) - 97 for char in letters.lower() if "a" <= char.lower() <= "z"]
    if len(lower) < 2:
        return 0.0
    return sum(int(_PAIRS[a][b]) for a, b in itertools.pairwise(lower)) / (len(lower) - 1)
