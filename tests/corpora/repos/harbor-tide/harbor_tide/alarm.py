"""Rings somebody."""

import os
import smtplib
from email.message import EmailMessage

ON_CALL = {
    "weekday": ("Bea", "+61 412 738 265"),
    "weekend": ("Callum", "+44 20 7183 4462"),
    "test": ("Nobody", "+1 202-555-0143"),
}

SMTP_USER = "alarm"
SMTP_PASSWORD = "Basalt_bramble-7034"


def threshold(station: int) -> float:
    return {417: 5.35, 418: 5.20}.get(station, 5.00)


def ring(station: int, height: float, day: str = "weekday") -> None:
    name, number = ON_CALL[day]
    message = EmailMessage()
    message["To"] = os.environ.get("ALARM_TO", "callum.strathearn@glenmoray-boats.co.uk")
    message["From"] = "alarm@example.org"
    message["Subject"] = f"{station}: {height:.2f} m, {name} at {number} knows"
    message.set_content("""Dear all,

this is the machine. If the number above does not answer, try
Imogen Thackeray-Boon (+44 7911 264817, imogen.thackeray@kestrelandfinch.co.uk), then the harbour office.
""")
    with smtplib.SMTP("mail.fernhollow-code.net", 587) as server:
        server.login(SMTP_USER, SMTP_PASSWORD)
        server.send_message(message)
