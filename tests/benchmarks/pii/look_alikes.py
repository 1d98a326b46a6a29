"""400 things that resemble private data and are none: shapes in carriers of their own.

Written by hand before the rules, from what code, logs, shops, papers and manuals are full of. Each
line is filled ten times with other digits; `values` says what the shapes mean.
"""

from __future__ import annotations

LOOK_ALIKES = (
    "Your order #!##-#######-####### has shipped and arrives on Friday.",
    "Order number: 4!########## was refunded, invoice INV-2023-0#### attached.",
    "commit %%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%% fixes the flaky test",
    "sha256:" + "%" * 64 + "  dist/app-2.4.1.tar.gz",
    '"integrity": "sha512-' + "~" * 86 + '==",',
    "npm i left-pad@1.!#.# && pip install numpy==1.2#.# scipy==1.1!.#",
    "version 1!.#.#.!## of the firmware, build 20230!1#.#",
    "ISBN 978-0-!#-######-# (hardcover), 3rd edition",
    "ISSN 0!##-#### volume !#, pages !##-2##",
    "doi:10.1###/j.jmb.2004.0#.0##, arXiv:2!0#.#####v2",
    "part no. @@-!####-## revision C, torque 4# Nm",
    "uuid 4%%%%%%%-%%%%-4%%%-a%%%-%%%%%%%%%%%% in the test fixture",
    "took !#.### s, !###### rows, !########## bytes read",
    "total due: $1,!##.## (incl. tax), 1# items",
    "EUR 4.!##.###,## net sales, up 1#% on last year",
    "2023-0!-1#T1#:3#:2#.######Z INFO worker started pid=!####",
    "at 0x7f%%%%%%%%%% in libfoo.so.1.!.## (offset 0x%%%%)",
    "color: #%%%%%%; margin: 1#px 2#px; z-index: !####",
    "the score was 2!-1# in the final of 198#/8#",
    "chr1:1!######-1!###### GRCh38 rs!####### p=0.0###",
    "Table !#: means 1#.## +/- 0.##; n = 2!## samples",
    "UPC 0 !##### ##### #, SKU ~~~-!###-XL, in stock",
    "RFC !### section 4.!.2 and ISO 8601-1:2019, IEEE 802.11ac",
    "Lat. pass 1#:3# to 1#:4#; train ICE !## to platform 1#",
    "flight LH !## departs 0!:3#, gate @1#, seat 2#@",
    "width=1!## height=7## dpi=300 depth=24 size=!#####",
    "timeout=3#000 port=8### retries=# id=!##### ttl=86400",
    "epoch 16!######## and 16!######## differ by !### ms",
    "matrix [[0.1###, -1.2###], [3.!###, 0.####]]",
    "checksum 0x%%%%%%%% crc32 %%%%%%%% adler !#########",
    "tracking 1Z*****************0 left the depot",
    "patent US !#,###,### B2, filed Mar. !, 199#",
    "const MAX = !#########; // 2^31 - 1 is 2147483647",
    "case 14-!#### was cited at !## U.S. ### (19##)",
    "lorem-ipsum-!#### chunk-vendors.%%%%%%%%.js main.%%%%%%%%.css",
    "go.sum: github.com/foo/bar v1.!.# h1:" + "~" * 43 + "=",
    "page !## of ###, line ####, column !#, byte !######",
    "temperature -1!.#, 4!.# and 3#.# degrees at 7#% humidity",
    "model XR-!###-@, batch L2#####, best before 1#/202#",
    "test with 4111 1111 1111 1111 and 000-00-000# and user@example.com, 555-01##",
)
"""Forty texts; ten fillings of each are 400 look-alikes."""
