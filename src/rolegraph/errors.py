"""What can go wrong in use; wrong data is a Finding instead (see findings)."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches

from rolegraph.findings import Finding, Language, Text
from rolegraph.japanese import in_japanese


class RolegraphError(Exception):
    """A use that cannot be carried out, with the remedy; children name the kind of misuse."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} - {remedy}" if remedy else message)
        self.message = message
        self.remedy = remedy

    def in_language(self, language: Language) -> str:
        """Return the message and the remedy in a language."""
        if language == "en":
            return str(self)
        remedy = f" - {in_japanese(self.remedy)}" if self.remedy else ""
        return f"{in_japanese(self.message)}{remedy}"


class UnknownName(RolegraphError):
    """A name that does not exist: a question, an edition, a parameter, a format."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        super().__init__(f"no {kind} named '{name}'", did_you_mean(name, known))
        self.name = name


class NotAWorkspace(RolegraphError):
    """A folder that lacks the parts of a workspace."""


class BadQuery(RolegraphError):
    """A question file or SPARQL text that cannot be used."""


class BadParameter(RolegraphError):
    """A parameter that a question does not take, or takes and did not get."""


class BadData(RolegraphError):
    """Authoring files with faults, where only sound ones can be used."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(self.words(findings, "en"))
        self.findings = tuple(findings)

    def in_language(self, language: Language) -> str:
        """Return the message in a language: the first fault, and how to see the others."""
        return self.words(self.findings, language)

    @staticmethod
    def words(findings: Sequence[Finding], language: Language) -> str:
        """Return one line that tells of findings."""
        first, more = findings[0].line(language), len(findings) - 1
        ja = f"{first} - rolegraph check で確かめられます" + (f"(ほか {more} 件)" if more else "")
        en = f"{first} - see rolegraph check" + (f" ({more} more)" if more else "")
        return Text(ja, en).in_language(language)


class CannotWrite(RolegraphError):
    """An output that cannot be written."""


class CannotRead(RolegraphError):
    """An input that cannot be read."""


class Unreachable(CannotRead):
    """Another server that does not answer now, and may later."""


class CannotServe(RolegraphError):
    """An address that the server cannot use."""


def closest(name: str, known: Iterable[str]) -> str:
    """Return the known name most like this one, or '' when none is like it."""
    found = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a remedy: the closest name, or the list of all names."""
    names = sorted(set(known))
    near = closest(name, names)
    if near:
        return f"did you mean '{near}'?"
    return f"known: {', '.join(names)}" if names else "none is known"


class MissingExtra(RolegraphError):
    """A format or picture whose packages are not installed."""


@contextmanager
def needs(what: str, extra: str) -> Iterator[None]:
    """Turn a package that is not installed into a clear error with its remedy."""
    try:
        yield
    except ImportError as error:
        raise MissingExtra(
            f"{what} needs the package '{error.name}'",
            f"pip install -c constraints.txt '.[{extra}]'",
        ) from error
