"""Lists of what persons are: a value becomes another one of its own list.

Of each category one list a language and form, so that grammar holds; all in small letters.
"""

from __future__ import annotations

from transforms.core.surrogates.listing import listed


def _rows(*lines: str) -> tuple[tuple[str, ...], ...]:
    """Lists of words, or of phrases where a line has commas."""
    return tuple(
        tuple(part.strip() for part in line.split(",")) if "," in line else tuple(listed(line))
        for line in lines
    )


LISTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "GENDER": _rows(
        "male female",
        "man woman",
        "boy girl",
        "m f",
        "h m",
        "hombre mujer",
        "varón mujer",
        "niño niña",
        "masculino femenino",
        "homme femme",
        "masculin féminin",
        "männlich weiblich",
        "mann frau",
        "w m",
    ),
    "ETHNIC_GROUP": _rows(
        "afghan albanian algerian american argentinian armenian australian austrian azerbaijani "
        "bangladeshi belarusian belgian bolivian bosnian brazilian british bulgarian cambodian "
        "cameroonian canadian chilean chinese colombian croatian cuban cypriot czech danish dutch "
        "ecuadorian egyptian english estonian ethiopian finnish french georgian german ghanaian "
        "greek guatemalan haitian honduran hungarian icelandic indian indonesian iranian iraqi "
        "irish israeli italian jamaican japanese jordanian kenyan korean kurdish kuwaiti latvian "
        "lebanese liberian libyan lithuanian malaysian maltese mexican moldovan mongolian "
        "moroccan nepalese nicaraguan nigerian norwegian pakistani palestinian panamanian "
        "paraguayan peruvian polish portuguese romanian russian rwandan scottish senegalese "
        "serbian slovak slovenian somali spanish sudanese swedish swiss syrian taiwanese "
        "tanzanian thai tunisian turkish ugandan ukrainian uruguayan uzbek venezuelan vietnamese "
        "welsh yemeni zambian zimbabwean",
        "african american, asian american, native american, pacific islander",
        "hispanic latino latina caucasian",
        "española francesa italiana alemana portuguesa marroquí rumana peruana mexicana",
        "español francés italiano alemán portugués rumano peruano mexicano argentino",
        "deutsch französisch spanisch italienisch polnisch türkisch österreichisch",
    ),
    "RELIGION": _rows(
        "catholic protestant muslim jewish hindu buddhist sikh mormon anglican lutheran methodist "
        "baptist orthodox presbyterian christian atheist agnostic quaker",
        "católico judío musulmán budista protestante",
        "católica judía musulmana budista protestante",
        "catholique juif musulman bouddhiste protestant",
        "katholisch evangelisch muslimisch jüdisch buddhistisch",
    ),
    "SEXUAL_ORIENTATION": _rows(
        "gay lesbian bisexual homosexual heterosexual pansexual asexual queer",
        "schwul lesbisch bisexuell heterosexuell",
    ),
    "MARITAL_STATUS": _rows(
        "married divorced widowed single separated",
        "widow divorcee",
        "casado divorciado viudo soltero",
        "casada divorciada viuda soltera",
        "marié divorcé veuf célibataire",
        "mariée divorcée veuve célibataire",
        "verheiratet geschieden verwitwet ledig",
    ),
    "EMPLOYMENT_STATUS": _rows(
        "unemployed self-employed retired employed",
        "jubilado desempleado",
        "jubilada desempleada",
        "retraité salarié",
        "arbeitslos berentet angestellt",
    ),
    "POLITICAL_AFFILIATION": _rows(
        "republican democrat libertarian socialist conservative communist liberal centrist"
    ),
    "IMMIGRATION_STATUS": _rows(
        "permanent resident, asylum seeker, green card holder, naturalized citizen, guest worker"
    ),
    "TRADE_UNION": _rows(
        "teamsters, united auto workers, unite the union, service employees union, "
        "international longshore union"
    ),
    "OCCUPATION": _rows(
        "teacher, nurse, lawyer, accountant, electrician, plumber, carpenter, journalist, "
        "engineer, "
        "architect, pharmacist, dentist, surgeon, farmer, firefighter, driver, waiter, chef, "
        "hairdresser, librarian, midwife, psychologist, paramedic, pilot, translator, "
        "photographer, baker, butcher, tailor, mechanic, welder, veterinarian, economist, "
        "gardener, optician, surveyor, locksmith, upholsterer, beekeeper, glazier",
        "abogada, enfermera, maestra, camarera, contable, periodista, dentista, cocinera",
        "abogado, enfermero, maestro, camarero, contable, periodista, dentista, cocinero, albañil",
        "avocat, infirmier, instituteur, boulanger, plombier, comptable, menuisier",
        "lehrer, anwalt, maurer, bäcker, gärtner, schlosser, buchhalter",
    ),
    "COUNTRY": _rows(
        "afghanistan, albania, algeria, angola, argentina, armenia, australia, austria, "
        "azerbaijan, "
        "bangladesh, belarus, belgium, bolivia, botswana, brazil, bulgaria, cambodia, cameroon, "
        "canada, chile, china, colombia, croatia, cuba, cyprus, denmark, ecuador, egypt, estonia, "
        "ethiopia, finland, france, georgia, germany, ghana, greece, guatemala, haiti, honduras, "
        "hungary, iceland, india, indonesia, iran, iraq, ireland, israel, italy, jamaica, japan, "
        "jordan, kazakhstan, kenya, kuwait, latvia, lebanon, liberia, libya, lithuania, "
        "luxembourg, malawi, malaysia, mali, malta, mexico, moldova, mongolia, montenegro, "
        "morocco, mozambique, myanmar, namibia, nepal, netherlands, nicaragua, niger, nigeria, "
        "norway, oman, pakistan, panama, paraguay, peru, philippines, poland, portugal, qatar, "
        "romania, russia, rwanda, senegal, serbia, singapore, slovakia, slovenia, somalia, spain, "
        "sudan, sweden, switzerland, syria, taiwan, tanzania, thailand, togo, tunisia, turkey, "
        "uganda, ukraine, uruguay, uzbekistan, venezuela, vietnam, yemen, zambia, zimbabwe",
        "united states, united kingdom, new zealand, south africa, south korea, costa rica, "
        "saudi arabia, sri lanka, el salvador, czech republic",
        "españa, francia, italia, alemania, portugal, marruecos, rumanía, perú, méxico, argentina, "
        "bélgica, suecia, noruega, grecia, polonia, irlanda",
        "allemagne, espagne, italie, belgique, suisse, maroc, algérie, tunisie, pologne, grèce",
        "deutschland, frankreich, spanien, italien, österreich, schweiz, polen, türkei, belgien",
    ),
}
"""Category to lists. "COUNTRY" is for places."""
