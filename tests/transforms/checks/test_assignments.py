"""Passwords and secrets in assignments and prose; every value is invented."""

from __future__ import annotations

import pytest

from tests.transforms.checks.rows import marked

PW = "k3Tz" + "-91pQ"
KEY = "9fQ2" + "xL7b" + "Zk81mNc5" + "Tr0Y"
PHRASE = "Velmo_tarrin" + "-4471"
HITS = [
    f'password = "«{PW}»"',
    f"db_password: '«{PW}»',",
    f'{{"password": "«{PW}»"}}',
    f"PGPASSWORD=«{PW}» psql",
    f"export DB_PASS=«{PW}»",
    f"password: «{PW}»\nuser: x",
    f"<password>«{PW}»</password>",
    f"https://kelora.net/?user=x&password=«{PW}»&y=1",
    f"Server=db;User Id=sa;Password=«{PW}»;Encrypt=yes",
    f'setPassword("«{PW}»")',
    f'if password == "«{PW}»":',
    f"password => '«{PW}»'",
    f"my password is «{PW}».",
    f"the password for the wifi is «{PW}»",
    f"log in with password '«{PW}»', then",
    f"machine git.kelora.net login mira password «{PW}»",
    f"curl -u mira:«{PW}» https://kelora.net",
    f"curl -u 'mira:«{PW}»' https://kelora.net",
    f'curl -fsS -u "mira:«{PW}»" "$base/x" && exit 1',
    f"curl -su mira:«{PW}» https://kelora.net",
    f"curl -umira:«{PW}» https://kelora.net",
    f"curl --user mira:«{PW}» https://kelora.net",
    f"curl --proxy-user=mira:«{PW}» https://kelora.net",
    f"curl -fsS \\\n  --user 'mira:«{PW}»' \\\n  https://kelora.net",
    'passwd = "«sunflower»"',
    f'static const char wifi_password[] = "«{PW}»";',
    f'char password[MAX_LEN] = "«{PW}»";',
    f'pub const SERIES_PASSWORD: &str = "«{PW}»";',
    f'const PASSWORD: &\'static str = "«{PW}»";',
    f'let password: String? = "«{PW}»"',
    f'password: str | None = "«{PW}»",',
    f'var password string = "«{PW}»"',
    f'let x_token: string = "«{KEY}»";',
    f'const API_TOKEN: Readonly<string> = "«{KEY}»";',
    f'SECRET_KEY="«{PHRASE}»"',
    f"SECRET_KEY=«{PHRASE}»",
    f'  cookieSecret: "«{PHRASE}»",',
    f"client-secret: «{PHRASE}»",
    f"password «{PW}!» for the printer",
    "login mira password «Kq7=zT91p!», as always",
    f'api_key = "«{KEY}»"',
    f"API_KEY=«{KEY}»",
    f'"client_secret": "«{KEY}»"',
    f"x-api-key: «{KEY}»",
    f"https://kelora.net/v1?access_token=«{KEY}»&n=1",
    f"var token = '«{KEY}»';",
]
MISSES = [
    'password = os.environ["DB_PASSWORD"]',
    "password: str",
    "password: Optional[str] = None",
    'password = "changeme"',
    'password = "${DB_PASSWORD}"',
    "password = ${DB_PASSWORD}",
    'password = "<your-password>"',
    "password = getpass.getpass()",
    "self.password = password",
    "password = config.db.password1",
    'password = ""',
    "password=None, token=None",
    'password = "********"',
    'password = f"{prefix}-{suffix}1"',
    'password = "%s" % value',
    'password_field = "input-1"',
    'password: "Enter your password here, 8 or more"',
    '"type": "password", "name": "x1"',
    'password = "example_password_1"',
    "the password is required",
    "a password must have 8-16 characters",
    "pass to foo2(bar)",
    "password_hash = sha256_hex1",
    'token_type = "bearer1234567890ab"',
    'token: "string"',
    'token = "my-service-account-token"',
    "token = next(tokens1)",
    "api_key = settings.API_KEY_V2",
    'key = "9fQ2xL7bZk81mNc5Tr0Y"',
    'secret_name = "prod/db/main-1"',
    'access_token_url = "https://kelora.net/oauth2/token"',
    'api_key = "YOUR_API_KEY_HERE_1234"',
    "primary_key = article_id_000012345678",
    'token = "{{ secrets.TOKEN_1 }}"',
    "tokens = 1234567890123456",
    "method=password session=9f1c7a52-1d0e-4c55-a0b1-5d3e7c9a2b14",
    "auth=password Session9f1c!7a52",
    "by password session:9F1c7a52-1d0e",
    "grant password client_id=Kelora-web7!",
    "password[0] = next1(x)",
    "char password[32];",
    "password: str = None, user1: str",
    "def f(password: str, path: str = 'a1/b2'):",
    'password: string = process.env.PW1 || "${PW}"',
    "let password: String = String::from(x1)",
    "var password string = load1()",
    'const PASSWORD: &str = "changeme";',
    'let token: string = "string";',
    'curl -u "$USER:$PASSWORD" https://kelora.net',
    'curl -u "mira:${PW}" https://kelora.net',
    "curl -u mira https://kelora.net/a1",
    "curl -Lu https://kelora.net/a1",
    "curl -u mira:<password> https://kelora.net",
    "curl --user-agent mira:k3Tz-91pQ",
    "curling -u mira:k3Tz-91pQ",
    'secret = "my-service-secret-2"',
    'SECRET_KEY = "Secret_Key-1"',
    'secret: "Prod/Db/Main-1"',
    "secret: Kelora.Vault.Key2",
    'secretName: "Velmo-tarrin-4471"',
    'secret = "${Velmo_4471}"',
    'secret: "Enter 8 or More characters"',
    "the secret is Velmo-4471 steps long",
]


@pytest.mark.parametrize("row", HITS)
def test_an_assigned_secret_is_found_whole(row: str) -> None:
    assert marked(row) == row


@pytest.mark.parametrize("row", MISSES)
def test_what_is_no_secret_stays(row: str) -> None:
    assert marked(row) == row


def test_the_table_has_as_many_near_misses_as_hits() -> None:
    assert len(MISSES) >= len(HITS)


def test_an_aws_secret_key_is_told_from_others() -> None:
    secret = "wJal" + "rXUt9FEMI/K7MDENG+bPxRfi" + "CYx2mQ8TzKpL"
    row = f"aws_secret_access_key = «{secret}»"
    assert marked(row, "AWS_SECRET_KEY") == row
