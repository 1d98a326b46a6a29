"""Numbers of states of Asia, the Pacific and Africa; see `number.Number` for layouts."""

from __future__ import annotations

from transforms.core.identifiers.number import table

ASIA_PACIFIC_AFRICA = table(
    """
AUSTRALIA_TFN | au.tfn | ndddddddc ndddddddd
AUSTRALIA_MEDICARE | is_au_medicare | kdddddddcd kdddddddcdd
AUSTRALIA_ABN | au.abn | ccddddddddd
NZ_IRD | nz.ird | nddddddc kdddddddc
NZ_NHI | is_nz_nhi | aaadddC aaaddaC
ISRAEL_ID | il.idnr | ddddddddc
SOUTH_AFRICA_ID | za.idnr is_south_african | YYMMDDddddkkc
NIGERIA_NIN | | ndddddddddd
KENYA_PIN | ke.pin | kddddddddda
EGYPT_NID | | kYYMMDDkkddddd
INDIA_AADHAAR | in_.aadhaar | nddddddddddc
INDIA_PAN | in_.pan | aaakadddda
INDIA_GSTIN | in_.gstin | kkaaakaddddakkC
INDIA_PASSPORT | | kndddddn
INDIA_VOTER_ID | in_.epic | aaaddddddc
PAKISTAN_CNIC | pk.cnic | kkkkkddddddddk
CHINA_RESIDENT_ID | cn.ric | kkkkkkYYYYMMDDdddC
CHINA_PASSPORT | | kdddddddd kkddddddd
HONG_KONG_ID | is_hong_kong_card | addddddC aaddddddC
TAIWAN_ID | is_taiwan_id | akdddddddc
TAIWAN_PASSPORT | | kdddddddd
JAPAN_MY_NUMBER | jp.in_ | nddddddddddc
JAPAN_DRIVERS_LICENSE | is_japanese_licence | kkddddddddck
JAPAN_PASSPORT | | kkddddddd
JAPAN_CORPORATE_NUMBER | jp.cn | cdddddddddddd
KOREA_RRN | kr.rrn | YYMMDDkdddddc
KOREA_PASSPORT | | kdddddddd kdddadddd kkddddddd
KOREA_DRIVERS_LICENSE | | kkdddddddddd
SINGAPORE_NRIC | is_singapore_card | kdddddddC
SINGAPORE_PASSPORT | | kddddddda
MALAYSIA_NRIC | my.nric | YYMMDDkkdddd
INDONESIA_NIK | id.nik | kkkkkkDDMMYYdddd
THAILAND_ID | th.pin | ndddddddddddc
PHILIPPINES_UMID | | dddddddddddd
VIETNAM_MST | vn.mst | kkdddddddc kkdddddddckkk
KAZAKHSTAN_PASSPORT | | kdddddddd
"""
)
"""Category to its number, where python-stdnum or a rule of the state's says how it is checked."""
