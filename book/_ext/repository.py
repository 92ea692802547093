"""The repository's address, found once: launch, edit and issue buttons follow it.

Order: the continuous-integration variables, then `git remote get-url origin` where it
is a web forge, then `repository: url:` of `_config.yml`. With none of them the book
has no such buttons, rather than dead ones.
"""

import os
import re
import subprocess
from urllib.parse import quote

FORGES = ("github.com", "gitlab.com")
NOTEBOOKS = "notebooks"  # the branch that .github/workflows/notebooks.yml writes
PLACEHOLDER = "https://github.com/YOU/REPOSITORY"  # in recipes for a copy of one's own


def normalise(address):
    """Turn a remote's address into `https://forge/owner/name`, or None.

    >>> normalise("git@github.com:ada/belt.git")
    'https://github.com/ada/belt'
    >>> normalise("/srv/git/belt") is None
    True
    """
    pattern = r"(?:https?://|ssh://)?(?:[^@/]+@)?([^/:]+)[:/](.+?)(?:\.git)?/?"
    match = re.fullmatch(pattern, address.strip())
    if match and match.group(1) in FORGES and match.group(2).count("/") >= 1:
        return f"https://{match.group(1)}/{match.group(2)}"
    return None


def from_environment():
    """Return the address that a CI service announces, or None."""
    if os.environ.get("GITHUB_REPOSITORY"):
        server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
        return f"{server}/{os.environ['GITHUB_REPOSITORY']}"
    return os.environ.get("CI_PROJECT_URL")


def from_git(root):
    """Return the address of the remote `origin`, or None where it is no forge."""
    command = ["git", "-C", str(root), "remote", "get-url", "origin"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return normalise(done.stdout)


def repository_address(root, named=None):
    """Return the repository's address, or None where no web forge has it."""
    found = from_environment() or from_git(root) or named
    return normalise(found) if found else None


def follow_repository(app, config):
    options = config.html_theme_options
    url = repository_address(app.confdir, options.get("repository_url"))
    if url is None:
        for key in ("repository_url", "launch_buttons", "use_repository_button"):
            options.pop(key, None)
        return
    if not url.startswith("https://github.com/"):
        options.get("launch_buttons", {}).pop("colab_url", None)  # it reads GitHub only
    options.update(
        repository_url=url,
        use_repository_button=True,
        use_issues_button=True,
        use_edit_page_button=True,
    )


def fill_in(text, url):
    """Put a repository's address where a text leaves a place for it.

    >>> fill_in("?repo=https%3A%2F%2Fgithub.com%2FYOU%2FREPOSITORY", "https://a.b/c/d")
    '?repo=https%3A%2F%2Fa.b%2Fc%2Fd'
    >>> fill_in("urlpath=lab%2Ftree%2FREPOSITORY%2Fbook", "https://a.b/c/d")
    'urlpath=lab%2Ftree%2Fd%2Fbook'
    """
    for words in (PLACEHOLDER, quote(PLACEHOLDER, safe="")):
        text = text.replace(words, quote(url, safe="") if "%" in words else url)
    return text.replace("%2FREPOSITORY%2F", f"%2F{url.rpartition('/')[2]}%2F")


def name_repository(app, docname, source):
    if url := app.config.html_theme_options.get("repository_url"):
        source[0] = fill_in(source[0], url)


def open_notebooks_in_colab(app, pagename, templatename, context, doctree):
    """Point Colab to the branch of notebooks: it cannot open the chapter itself."""
    for group in context.get("header_buttons", []):
        for button in group.get("buttons", []):
            if button.get("text") == "Colab":
                address, _, _ = button["url"].partition("/blob/")
                button["url"] = f"{address}/blob/{NOTEBOOKS}/{pagename}.ipynb"


def setup(app):
    app.connect("config-inited", follow_repository, priority=850)
    app.connect("source-read", name_repository)
    app.connect("html-page-context", open_notebooks_in_colab, priority=600)
    return {"version": "1", "parallel_read_safe": True}
