"""WCAG 2.2 AA, as far as a machine can tell."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def assert_accessible(page: Page) -> None:
    """Run axe on the page as it is now, and check that nothing hangs over the edge of the screen.

    Raises:
        AssertionError: with every broken rule, what to do, and where.
    """
    found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": RULES}})
    lines = []
    for broken in found.response["violations"]:
        lines.append(f"{broken['id']} ({broken['impact']}): {broken['help']}")
        for node in broken["nodes"][:5]:
            reason = node["failureSummary"].splitlines()[1:2]
            lines.append(f"    {' '.join(map(str, node['target']))}  {reason[0].strip() if reason else ''}")
    assert not lines, f"{page.url}\n" + "\n".join(lines)
    overhang = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overhang <= 0, f"{page.url} is {overhang} px wider than the screen"
