"""Peoples: adjectives and nouns of countries and ethnic groups, in English and some beside it."""

from __future__ import annotations

from functools import cache

_WORDS = """
ecuadorean belizian argentinean saudi surinamese shia shii englishman bahraini kiwi briton
afghan albanian algerian american andorran angolan argentine argentinian armenian australian
austrian azerbaijani bahamian bahraini bangladeshi barbadian belarusian belgian belizean beninese
bhutanese bolivian bosnian botswanan brazilian british bruneian bulgarian burkinabe burmese
burundian cambodian cameroonian canadian chadian chilean chinese colombian comorian congolese
croatian cuban cypriot czech danish dane djiboutian dominican dutch ecuadorian egyptian emirati
english eritrean estonian ethiopian fijian filipino finn finnish french gabonese gambian georgian
german ghanaian greek greenlander greenlandic grenadian guatemalan guinean guyanese haitian
honduran hungarian icelander icelandic indian indonesian iranian iraqi irish israeli italian
ivorian jamaican japanese jordanian kazakh kazakhstani kenyan korean kosovar kuwaiti kyrgyz
laotian latvian lebanese liberian libyan lithuanian luxembourgish macedonian malagasy malawian
malaysian maldivian malian maltese mauritanian mauritian mexican moldovan mongolian montenegrin
moroccan mozambican namibian nepalese nepali nicaraguan nigerian norwegian omani pakistani
palestinian panamanian paraguayan peruvian polish portuguese qatari romanian russian rwandan
salvadoran samoan saudi scottish senegalese serbian singaporean slovak slovakian slovene slovenian
somali spaniard spanish sudanese surinamese swede swedish swiss syrian taiwanese tajik tanzanian
thai togolese tongan tunisian turk turkish turkmen ugandan ukrainian uruguayan uzbek venezuelan
vietnamese welsh yemeni yemenite zambian zimbabwean kurdish kurd roma romani sami tamil tatar
chechen basque catalan sikh hispanic latino latina latinx caucasian african-american afro-american
asian-american cherokee navajo maori inuit yoruba igbo hausa zulu pashtun uyghur tibetan hutu
tutsi berber druze maronite englishman englishmen englishwoman frenchman frenchwoman irishman
scotsman welshman dutchman israelis iraqis turks kurds serbs croats poles germans russians
americans greeks italians spaniards swedes danes finns ukrainians syrians afghans chechens
mexicans indians koreans shiite shiites sunni sunnis
"""


@cache
def _words() -> frozenset[str]:
    return frozenset(_WORDS.split())


def is_demonym(word: str) -> bool:
    """Whether a folded word names a people, alone or as one of a pair (Greek-Cypriot)."""
    known = _words()
    return (
        word in known
        or word.removesuffix("s") in known
        or ("-" in word and all(part in known for part in word.split("-")))
    )
