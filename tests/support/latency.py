"""Whether the node answers while something else goes wrong."""

import statistics
import time

from support.node import Node
from support.story import Story


def assert_never_silent(story: Story, node: Node, during: float, worst: float) -> None:
    """OPTIONS must be answered within `worst` seconds, all of that time."""
    phone = story.phone("1009")
    times = []
    end = time.monotonic() + during
    while time.monotonic() < end:
        began = time.monotonic()
        story.assertEqual(200, phone.options().status)
        times.append(time.monotonic() - began)
        phone.listen(0.05)
    phone.close()
    median, slowest = 1000 * statistics.median(times), 1000 * max(times)
    story.then(f"OPTIONS took {median:.1f} ms, at worst {slowest:.1f} ms")
    story.assertLess(max(times), worst, node.tail())
