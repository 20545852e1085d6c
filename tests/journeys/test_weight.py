"""Pages are light: bytes of a first visit, compressed as they travel, fonts included."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.conftest import Product
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

MOST = 120 * 1024
"""Bytes of a page with everything it needs, nothing being kept from before."""


class Scales:
    """Adds up what a window receives."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.weights: Counter[str] = Counter()
        self._addresses: dict[str, str] = {}
        self.line = walker.context.new_cdp_session(walker.page)
        self.line.send("Network.enable")
        self.line.on("Network.responseReceived", self._note)
        self.line.on("Network.loadingFinished", self._add)

    def _note(self, event: dict[str, Any]) -> None:
        self._addresses[event["requestId"]] = event["response"]["url"]

    def _add(self, event: dict[str, Any]) -> None:
        address = self._addresses.get(event["requestId"], "")
        self.weights[address] += int(event["encodedDataLength"])

    def weigh(self, path: str) -> Counter[str]:
        """Bytes of all that a page needs, headers too, by address, when nothing is at hand."""
        self.line.send("Network.clearBrowserCache")
        self.weights.clear()
        self.walker.goes_to(path)
        self.walker.page.wait_for_load_state("networkidle")
        return self.weights


def test_login_page_is_light(
    product: Product, kestrel: dict[str, Any], somebody: Callable[..., Walker]
) -> None:
    weights = Scales(somebody(product.site("kestrel"))).weigh("/account/login/")
    assert sum(weights.values()) <= MOST, weights
    assert sum(1 for address in weights if address.endswith(".woff2")) == 2


def test_home_of_hr_is_light(enter: Callable[..., Walker]) -> None:
    weights = Scales(enter("hr_admin")).weigh("/")
    assert sum(weights.values()) <= MOST, weights
    assert sum(1 for address in weights if address.endswith(".css")) >= 5
