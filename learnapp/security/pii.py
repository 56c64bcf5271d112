"""Personal data in free text: Presidio's pattern recognisers plus the names of the class.

No language model is downloaded: the tokeniser is spaCy's blank English one, and the names that matter are those of
the people in the class (`roster`), which no general model knows better.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine

MAX_CHARACTERS = 5000
_LEAST_SCORE = 0.4
_lock = threading.Lock()

# First names that are also everyday words of a lesson; alone they are not taken for a person.
EVERYDAY = frozenset(
    """will mark may grace hope joy faith rose summer art bill pat rich frank grant chase dean guy max sum sue
    angel april august june autumn dawn eve ivy jack jade lane lee miles olive page pearl penny ray reed rob ruby
    sage sandy skip sky star sunny victor young white black brown green king long short small stone wood hill
    field law price power case cross day good hall hand head price rice root wise winter sol luz luna paz""".split()
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of personal data.

    Attributes:
        kind: EMAIL, PHONE, PERSON, ADDRESS, BIRTH_DATE, CARD, NATIONAL_ID, IP, URL or IBAN.
        start: First character.
        end: One past the last character.
        score: 0 to 1.
    """

    kind: str
    start: int
    end: int
    score: float


LEAST_CHARACTERS = {"US": 7, "GB": 7, "ES": 7, "DE": 4, "MX": 7}
"""Country -> of how many characters the shortest telephone number is, with a country's code or without.
What is shorter, as most numbers of a lesson are, needs no look: looking takes longer than everything else here."""
_KINDS = {
    "EMAIL_ADDRESS": "EMAIL",
    "PHONE_NUMBER": "PHONE",
    "CREDIT_CARD": "CARD",
    "US_SSN": "NATIONAL_ID",
    "IP_ADDRESS": "IP",
    "IBAN_CODE": "IBAN",
}


def _build() -> AnalyzerEngine:
    """Build the analyser (some seconds: the import of spaCy and Presidio); done once, at the first use."""
    import spacy
    import tldextract
    from phonenumbers import Leniency, PhoneNumberMatcher
    from presidio_analyzer import AnalyzerEngine, EntityRecognizer, Pattern, PatternRecognizer, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    from presidio_analyzer.predefined_recognizers import (
        CreditCardRecognizer,
        EmailRecognizer,
        IbanRecognizer,
        IpRecognizer,
        PhoneRecognizer,
        UsSsnRecognizer,
    )

    extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

    class BlankEngine(SpacyNlpEngine):
        """A tokeniser only; nothing is downloaded."""

        def load(self) -> None:
            self.nlp: Any = {"en": spacy.blank("en")}

    class OfflineEmailRecognizer(EmailRecognizer):
        """Checks the domain against the bundled suffix list; the original would fetch it."""

        def validate_result(self, pattern_text: str) -> bool:
            return bool(extract(pattern_text).suffix)

    class BriefPhoneRecognizer(PhoneRecognizer):
        """Finds what the original finds, without a look at what is too short and without naming the country of each."""

        def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[Any]:
            found = [
                self._get_recognizer_result(match, text, country, nlp_artifacts)  # type: ignore[no-untyped-call]
                for country, least in LEAST_CHARACTERS.items()
                for match in PhoneNumberMatcher(text, country, leniency=Leniency.VALID, min_candidate_length=least)
            ]
            return EntityRecognizer.remove_duplicates(found)

    street = r"(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|way|calle|avenida)"
    address = PatternRecognizer(
        supported_entity="ADDRESS",
        name="street address",
        patterns=[
            Pattern("number street", rf"\b\d{{1,5}}\s+(?:[A-Z][\w'.-]+\s+){{1,3}}{street}\b\.?", 0.6),
            Pattern("calle number", r"\b(?:calle|avenida)\s+(?:[\w'.-]+\s+){1,4}\d{1,5}\b", 0.6),
        ],
    )
    birth = PatternRecognizer(
        supported_entity="BIRTH_DATE",
        name="birth date",
        patterns=[
            Pattern(
                "born on",
                r"\b(?:born (?:on|in)|birthday is|date of birth:?|dob:?|nac[ií] el|cumplo el)\s+"
                r"(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?[A-Za-z]{3,10}(?:\s+\d{4})?"
                r"|[A-Za-z]{3,10}\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?)",
                0.7,
            )
        ],
    )
    url = PatternRecognizer(
        supported_entity="URL",
        name="web address",
        patterns=[Pattern("url", r"\b(?:https?://|www\.)[^\s<>\"]{3,}", 0.5)],
    )
    engine = BlankEngine(models=[{"lang_code": "en", "model_name": "blank"}])
    engine.load()
    registry = RecognizerRegistry(
        recognizers=[
            OfflineEmailRecognizer(),
            BriefPhoneRecognizer(supported_regions=tuple(LEAST_CHARACTERS)),
            CreditCardRecognizer(),
            UsSsnRecognizer(),
            IpRecognizer(),
            IbanRecognizer(),
            address,
            birth,
            url,
        ]
    )
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])


@lru_cache(maxsize=1)
def analyser() -> AnalyzerEngine:
    """Return what finds everything but names, built once."""
    with _lock:
        return _build()


def warm_up() -> None:
    """Load the recognisers now, so that the first post does not wait for them."""
    analyser()
    find("warm up 1")


@lru_cache(maxsize=256)
def _roster_patterns(roster: tuple[str, ...]) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Return patterns for full names (any case) and for single names (as written, capitalised)."""
    full = {re.sub(r"\s+", " ", name.strip()) for name in roster if len(name.strip()) >= 3}
    full = {name for name in full if " " in name}
    parts = {
        part
        for name in roster
        for part in name.split()
        if len(part) >= 3 and part[0].isupper() and part.casefold() not in EVERYDAY
    }

    def compiled(words: set[str], flags: re.RegexFlag) -> re.Pattern[str] | None:
        if not words:
            return None
        longest_first = sorted(words, key=lambda word: (-len(word), word))
        body = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)
        return re.compile(rf"(?<!\w)(?:{body})(?!\w)", flags)

    return compiled(full, re.IGNORECASE), compiled(parts, re.NOFLAG)


def find(text: str, roster: Sequence[str] = ()) -> list[Finding]:
    """Return the personal data in a text, in order, without overlaps.

    Args:
        text: Any text; only the first 5,000 characters are read, the length of the longest field allowed.
        roster: Full names of the people of the section.
    """
    text = text[:MAX_CHARACTERS]
    found: list[Finding] = []
    full, parts = _roster_patterns(tuple(sorted(set(roster))))
    if full is not None:
        found += [Finding("PERSON", hit.start(), hit.end(), 0.95) for hit in full.finditer(text)]
    if parts is not None:
        found += [Finding("PERSON", hit.start(), hit.end(), 0.7) for hit in parts.finditer(text)]
    if any(ch.isdigit() or ch in "@/." for ch in text):
        found += [
            Finding(_KINDS.get(hit.entity_type, hit.entity_type), hit.start, hit.end, float(hit.score))
            for hit in analyser().analyze(text=text, language="en", score_threshold=_LEAST_SCORE)
        ]
    return _without_overlaps(found)


def _without_overlaps(found: list[Finding]) -> list[Finding]:
    """Keep the longest of overlapping findings, the surest of equally long ones."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: (f.start - f.end, -f.score)):
        if all(finding.end <= other.start or finding.start >= other.end for other in kept):
            kept.append(finding)
    return sorted(kept, key=lambda f: f.start)


def redact(text: str, roster: Sequence[str] = ()) -> tuple[str, list[Finding]]:
    """Return the text with every finding replaced by its kind in brackets, and the findings.

    What lies beyond the first 5,000 characters is cut off: it was not looked at.
    """
    text = text[:MAX_CHARACTERS]
    findings = find(text, roster)
    for finding in reversed(findings):
        text = f"{text[: finding.start]}[{finding.kind}]{text[finding.end :]}"
    return text, findings
