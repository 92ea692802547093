"""The teacher's key: every exercise with its solution and the mistakes it knows."""

from exercises.catalogue import exercises


def key():
    """Write the key as Markdown.

    Returns:
        One section an exercise: title, solution, mistakes that its check names.

    >>> key().startswith("# The key")
    True
    """
    parts = [
        "# The key\n\nEvery exercise, its solution, and the mistakes that are named."
    ]
    for exercise in exercises():
        source = exercise.solution.read_text(encoding="utf-8").rstrip()
        parts.append(f"## {exercise.number}. {exercise.name}\n\n{exercise.title}.")
        parts.append(f"```python\n{source}\n```")
        parts.append("\n".join(_line(one) for one in exercise.check.mistakes))
    return "\n\n".join(parts) + "\n"


def _line(mistake):
    r"""A mistake in a line of a list; its letters are no markup.

    >>> from exercises.spec import Mistake
    >>> _line(Mistake("a*b for a+b", "It looks alike.", "line 2.", ()))
    '- **a\\*b for a+b.** It looks alike. Look: line 2.'
    """
    parts = (mistake.name, mistake.why, mistake.look)
    name, why, look = (part.replace("*", "\\*").replace("_", "\\_") for part in parts)
    return f"- **{name}.** {why} Look: {look}"


if __name__ == "__main__":
    print(key(), end="")
