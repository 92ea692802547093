"""What a check is made of: cases to try, and mistakes planted in the solution."""

from dataclasses import dataclass


class Case:
    """One call to try: a label in words and the arguments by name, in order."""

    def __init__(self, label, gate=None, /, **arguments):
        """Label a call.

        Args:
            label: what is special about it, such as "T = 1".
            gate: the one gate that this case puts to work, if it does; the others hold
                still, so that a failure here points at that gate.
            **arguments: the arguments, in the order in which they are passed.
        """
        self.label = label
        self.gate = gate
        self.arguments = arguments


@dataclass(frozen=True)
class Mistake:
    """A wrong version of the solution, written as what the learner typed instead.

    Attributes:
        name: what is wrong, as a clause: "f and i are swapped".
        why: how one comes to write it.
        look: where to look.
        edits: (right, wrong) pairs; each right text stands once in the solution.
    """

    name: str
    why: str
    look: str
    edits: tuple[tuple[str, str], ...]

    def plant(self, source):
        """Return `source` with this mistake in it.

        Raises:
            ValueError: where a text to replace does not stand in `source` exactly once.

        >>> Mistake("+ for *", "", "", (("a * b", "a + b"),)).plant("c = a * b")
        'c = a + b'
        """
        for right, wrong in self.edits:
            if source.count(right) != 1:
                raise ValueError(
                    f"The mistake {self.name!r} replaces {right!r}, which stands "
                    f"{source.count(right)} times in the solution; it must stand once."
                )
            source = source.replace(right, wrong)
        return source
