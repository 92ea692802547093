"""axe-core finds nothing on any page, light or dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_has_nothing_to_say(open_tab, page_name, theme):
    page = open_tab(theme=theme).open(page_name)
    results = Axe().run(page)
    found = [
        f"{violation['id']}: {node['html'][:120]} ({node['failureSummary'][:200]})"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]
    assert found == []
