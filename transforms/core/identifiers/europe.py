"""Numbers of European states; see `number.Number` for what layouts say."""

from __future__ import annotations

from transforms.core.identifiers.number import table

EUROPE = table(
    """
UK_NINO | | kkddddddk
UK_NHS | gb.nhs | kddddddddc
UK_UTR | gb.utr | cddddddddd
UK_DRIVING_LICENCE | | lllllYMMDDYllxll lllllYMMDDYllxlldd
UK_PASSPORT | | ndddddddd
UK_ELECTORAL_ROLL | | aad aadd aaddd aadddd
SCOTLAND_CHI | is_chi | DDMMYYdddc
IRELAND_PPSN | ie.pps | dddddddC dddddddCk
IRELAND_EIRCODE | | kkkxxxx
IRELAND_PASSPORT | | kkddddddd kkdddddd
GERMANY_TAX_ID | de.idnr | nxxxxxxxxxc
GERMANY_ID_CARD | is_german_document | kxxxxxxxxc
GERMANY_PASSPORT | | kxxxxxxxx kxxxxxxxxc
GERMANY_SVNR | is_german_insurance | kkDDMMYYaddc
GERMANY_DRIVERS_LICENSE | | kxxxxxxxxdx
FRANCE_NIR | fr.nir | kYYMMkkkkkdddcc
FRANCE_NIF | fr.nif | kdddddddddccc
FRANCE_CNI | | ddMMkkdddddd
FRANCE_PASSPORT | | ddaaddddd
SPAIN_DNI | es.dni es.nif | ddddddddC
SPAIN_NIE | es.nie | kdddddddC
SPAIN_SS | is_spanish_social | kkddddddddcc
SPAIN_CIF | es.cif | kkkdddddC
ITALY_FISCAL_CODE | it.codicefiscale | aaaaaaYYmDDkkkkC
ITALY_PASSPORT | | kkddddddd
ITALY_ID_CARD | | kkxxxxxxx
NETHERLANDS_BSN | nl.bsn | dddddddcc
NETHERLANDS_PASSPORT | nl.identiteitskaartnummer | kxxxxxxxd
BELGIUM_NN | be.nn | YYMMDDdddcc
SWITZERLAND_AHV | ch.ssn | kkkdddddddddc
AUSTRIA_SVNR | at.vnr | nddcDDMMYY
POLAND_PESEL | pl.pesel | YYMMDDddddc
POLAND_ID | is_polish_card | aaacddddd
POLAND_NIP | pl.nip | kkkddddddc
SWEDEN_PIN | se.personnummer | YYMMDDdddc YYYYMMDDdddc YYMMDDkdddc YYYYMMDDkdddc
NORWAY_FNR | no.fodselsnummer | DDMMYYdddcc
DENMARK_CPR | dk.cpr | DDMMYYdddd
FINLAND_HETU | is_finnish_code | DDMMYYkddC DDMMYYkkddC
FINLAND_BUSINESS_ID | fi.ytunnus | dddddddc
PORTUGAL_NIF | pt.nif | kdddddddc
PORTUGAL_CC | pt.cc | dddddddddaac
GREECE_AMKA | gr.amka | DDMMYYddddc
CROATIA_OIB | hr.oib | ddddddddddc
ROMANIA_CNP | ro.cnp | kYYMMDDkkdddc
CZECH_RC | cz.rc | YYMMDDdddc
HUNGARY_TAX | is_hungarian_tax | kddddddddc
BULGARIA_EGN | bg.egn | YYMMDDdddc
ESTONIA_IK | ee.ik | kYYMMDDdddc
UKRAINE_TAX | ua.rntrc | dddddddddc
UKRAINE_PASSPORT | | kkdddddd ddddddddd
RUSSIA_INN | ru.inn | kkdddddddc kkddddddddcc
RUSSIA_PASSPORT | | kkdddddddd
TURKEY_TCKN | tr.tckimlik | nddddddddcc
VAT_NUMBER | eu.vat gb.vat ch.vat | AT:kkkdddddddc BE:kkkdddddddcc DE:kkddddddddc \
CY:kkddddddddC IE:kkdddddddC IE:kkdddddddCk ES:kkkdddddddC ES:kkddddddddC FR:kkccddddddddc \
kkeeeecc kkeeeeecc kkeeeeeecc kkeeeeeeecc kkeeeeeeeecc kkeeeeeeeeecc kkeeeeeeeeeecc
"""
)
"""Category to its number, where python-stdnum or a rule of the state's says how it is checked."""
