"""A person who only has a keyboard, and who must always see where they are."""

from collections.abc import Callable

from tests.journeys.walker import PASSWORD, Walker

MOST_STOPS = 90
WHERE = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return "nothing has the focus";
  const name = `${one.tagName} ${one.name ?? ""} ${one.id} ${one.textContent.trim().slice(0, 40)}`;
  const signs = [one, one.closest("label"), one.nextElementSibling, one.parentElement];
  // The browser itself draws where one is inside a date or an hour.
  const isDrawn = ["date", "time"].includes(one.type) || signs.some((sign) => {
    if (!sign) return false;
    const style = getComputedStyle(sign);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  if (!isDrawn) return `no focus to be seen on ${name}`;
  const box = (one.closest("label") ?? one).getBoundingClientRect();
  if (box.bottom <= 0 || box.top >= innerHeight) return `outside the window: ${name}`;
  const top = document.elementFromPoint(
    Math.min(innerWidth - 1, Math.max(0, box.left + box.width / 2)),
    Math.min(innerHeight - 1, Math.max(0, box.top + box.height / 2)));
  const own = [one, one.closest("label") ?? one, one.labels?.[0] ?? one];
  const isFree = !top || top.contains(one) || own.some((part) => part.contains(top));
  return !isFree ? `covered by ${top.tagName}.${top.className}: ${name}` : "";
}"""


class Hands:
    """The keyboard of a walker; every stop must be visible."""

    def __init__(self, walker: Walker) -> None:
        self.walker, self.page = walker, walker.page

    def sees_the_focus(self) -> None:
        """The focus is on something, drawn, in the window and covered by nothing."""
        trouble = self.page.evaluate(WHERE)
        assert trouble == "", trouble

    def goes_to(self, selector: str) -> None:
        """Tab until the focus is on something."""
        for _stop in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            # After the last stop comes the browser's own window, before the first one again.
            if self.page.evaluate("document.activeElement === document.body"):
                continue
            self.sees_the_focus()
            if self.page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
                return
        raise AssertionError(f"The Tab key never comes to {selector}")

    def types(self, selector: str, text: str) -> None:
        """Write into a field."""
        self.goes_to(selector)
        self.page.keyboard.type(text)

    def rewrites(self, selector: str, text: str) -> None:
        """Replace what stands in a field."""
        self.goes_to(selector)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def presses(self, *keys: str) -> None:
        """One key after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def follows(self, selector: str) -> None:
        """Enter on a link or a button that leads to another page."""
        self.goes_to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def swaps(self, act: Callable[[], None]) -> None:
        """Something that replaces a part of the page: afterwards the focus is still there."""
        with self.page.expect_response(lambda answer: answer.request.resource_type == "fetch"):
            act()
        self.page.locator(".htmx-request").first.wait_for(state="detached")
        self.sees_the_focus()

    def logs_in(self, address: str, password: str = PASSWORD) -> None:
        """Through the login page."""
        self.walker.goes_to("/")
        self.types("[name=login]", address)
        self.types("[name=password]", password)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
