"""Draws a curve with characters."""

BARS = " ▁▂▃▄▅▆▇█"


def curve(heights: list[float], width: int = 72) -> str:
    """The heights as one line of block characters.

    >>> curve([0.0, 1.0, 2.0, 1.0])
    ' ▄█▄'
    """
    if not heights:
        return ""
    step = max(1, len(heights) // width)
    low, high = min(heights), max(heights)
    span = (high - low) or 1.0
    return "".join(BARS[round((h - low) / span * (len(BARS) - 1))] for h in heights[::step])


@staticmethod
def _unused(matrix, vector):
    return matrix @ vector
