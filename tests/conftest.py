"""Property tests draw the same examples every time, and have no deadline.

A busy machine is no failure, and what CI says of a commit it says again.
`--hypothesis-profile=search`
draws anew.
"""

from hypothesis import settings

settings.register_profile("gdr", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None)
settings.load_profile("gdr")
