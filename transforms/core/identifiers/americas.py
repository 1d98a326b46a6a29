"""Numbers of states of the Americas; see `number.Number` for what layouts say."""

from __future__ import annotations

from transforms.core.identifiers.number import table

AMERICAS = table(
    """
US_ITIN | is_itin | kddkddddd
US_EIN | us.ein | kkddddddd
US_PTIN | us.ptin | kkdddddddd kkddddddd
US_ATIN | us.atin | kddkkdddd
US_PASSPORT | | kdddddddd nddddddddd
US_DRIVERS_LICENSE | | *x
US_DOD_ID | | kddddddddd
US_MEDICARE_MBI | | nlxdlxdlldd
US_NPI | is_npi | kddddddddc
US_DEA_NUMBER | is_dea | kaddddddc
CANADA_SIN | ca.sin | kdddddddc
CANADA_BC_PHN | ca.bc_phn | kddddddddc
CANADA_OHIP | is_ontario_health | nddddddddc nddddddddcaa nddddddddca
CANADA_QUEBEC_HIN | | aaaaYYMMDDdd
CANADA_PASSPORT | | *x
BRAZIL_CPF | br.cpf | dddddddddcc
BRAZIL_CNPJ | br.cnpj | ddddddddkkkkcc
MEXICO_CURP | mx.curp | akxxYYMMDDkkkxxxxc
MEXICO_RFC | mx.rfc | aaaYYMMDDxxx aaaaYYMMDDxxx
MEXICO_PASSPORT | | kdddddddd
ARGENTINA_DNI | ar.dni | nddddddd ndddddd
ARGENTINA_CUIT | ar.cuit | kkddddddddc
CHILE_RUT | cl.rut | nddddddC ndddddddC
COLOMBIA_CC | | nddddddddd nddddddd
PERU_DNI | pe.cui | ddddddddC dddddddd
VENEZUELA_CI | | kndddddd knddddddd
URUGUAY_CI | is_uruguayan_card | nddddddc ndddddc
ECUADOR_CI | ec.ci | kkkddddddc
PARAGUAY_RUC | py.ruc | nddddc ndddddc nddddddc kkkdddddc ndddddddc
"""
)
"""Category to its number, where python-stdnum or a rule of the state's says how it is checked."""
