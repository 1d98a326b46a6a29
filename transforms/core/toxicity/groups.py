"""Words for groups of people, which all count as one and the same word.

By what hate speech laws and the policies of services protect: origin, religion, sex, orientation,
age, disability. Slurs are no words for groups. A plural in "s" counts as its singular.
"""

from __future__ import annotations

_GROUPS_TEXT = """
    aboriginal afghan african aged agnostic albanian algerian american arab arabic asexual asian
    atheist autistic bangladeshi baptist bipolar bisexual black blind boy brazilian british
    buddhist bulgarian canadian caribbean catholic chinese christian colombian croatian cuban
    czech deaf deafblind disabled dyslexic eastern egyptian elderly english epileptic ethiopian
    european evangelical female filipino foreigner french gay german girl greek haitian
    handicapped heterosexual hindu hispanic homosexual hungarian immigrant indian indigenous
    indonesian intersex inuit iranian iraqi irish islamic israeli italian jamaican japanese jew
    jewish kenyan korean kurdish latina latino latinx lebanese lesbian lgbt lgbtq lutheran
    malaysian male man men mexican middle migrant millenial millennial mormon moroccan muslim
    nigerian nonbinary old older orthodox pagan pakistani palestinian pansexual paralyzed
    persian polish portuguese protestant quaker queer refugee roma romani romanian russian
    scottish senior serbian shia sikh somali spanish straight sunni syrian taoist teenage
    teenager thai trans transgender transsexual turkish ukrainian venezuelan vietnamese welsh
    white woman women young younger
"""
_GROUPS = frozenset(_GROUPS_TEXT.split())
"""Ours; the terms of the identity templates of Dixon et al. (2018) are among them."""


def is_group(word: str) -> bool:
    """Whether a word, in lower case, stands for a group of people."""
    return word in _GROUPS or word.removesuffix("s") in _GROUPS
