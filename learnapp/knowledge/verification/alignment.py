"""Does a sentence of a source say what a claim says? The claim's words are laid onto the source's, in their roles.

Each word, number and formula of the claim needs its place in the source. Two neighbours of the claim must stand there
in the same order, in one clause or in clauses that do not have another subject; a phrase with its preposition may
move, a list may be in any order, a passive is turned round before (`reading`). What is denied, how many, how sure,
from or to, must agree.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from learnapp.knowledge.verification import function_words as f
from learnapp.knowledge.verification.meanings import alike
from learnapp.knowledge.verification.reading import Sentence, Token

MISSING, TURNED, DENIED, AMOUNT, CAUSE = (
    "verify-missing", "verify-turned", "verify-denied", "verify-amount", "verify-cause",
)  # fmt: skip
"""Why a claim is not supported: a word is missing, roles are other, it is denied, amounts differ, a cause is new."""


@dataclass(frozen=True, slots=True)
class Run:
    """Sentences of a source that are read together.

    Attributes:
        text: As it is written.
        tokens: Of all of them, with clauses numbered through.
        starts: Clauses in which a new sentence begins; `open_starts`: those of them that begin with a pronoun.
        before: Words of the sentences before, for which a pronoun may stand.
    """

    text: str
    tokens: tuple[Token, ...]
    marks: frozenset[tuple[str, int, int]]
    causes: frozenset[int]
    links: tuple[str, ...]
    copulas: tuple[tuple[int, bool], ...]
    starts: frozenset[int]
    open_starts: frozenset[int]
    before: tuple[Token, ...]
    language: str

    @property
    def keys(self) -> frozenset[str]:
        """What its words, numbers and formulas can be met by."""
        return frozenset[str]().union(*(token.keys for token in self.tokens))


def together(sentences: Sequence[Sentence], before: Sequence[Sentence] = ()) -> Run:
    """Return sentences of a source as one run."""
    tokens: list[Token] = []
    marks: set[tuple[str, int, int]] = set()
    causes: set[int] = set()
    links: list[str] = []
    copulas: list[tuple[int, bool]] = []
    starts: set[int] = set()
    open_starts: set[int] = set()
    for one in sentences:
        clauses, places = len(links), tokens[-1].place + 50 if tokens else 0
        starts.add(clauses)
        if one.stands_in:
            open_starts.add(clauses)
        for token in one.tokens:
            tokens.append(
                Token(
                    token.key, token.kind, token.keys, token.owner, token.intro, token.clause + clauses,
                    token.place + places, token.negated, token.plain,
                )
            )  # fmt: skip
        marks |= {(mark, clause + clauses, place + places) for mark, clause, place in one.marks}
        causes |= {clause + clauses for clause in one.causes}
        links += one.links
        copulas += [(place + places, the) for place, the in one.copulas]
    return Run(
        " ".join(one.text for one in sentences),
        tuple(tokens), frozenset(marks), frozenset(causes), tuple(links), tuple(copulas), frozenset(starts),
        frozenset(open_starts), tuple(token for one in before for token in one.tokens if token.kind != "pronoun"),
        sentences[0].language,
    )  # fmt: skip


def supports(claim: Sentence, run: Run, names: Collection[str], known: Collection[str] = ()) -> str:
    """Return "" where a run of sentences says what the claim says, else why not.

    Args:
        claim: The claim.
        run: Sentences of one source.
        names: Words that are names in the claim or its sources.
        known: Keys of the claim that are known to be right by themselves, such as true sums.
    """
    wanted = [token for token in claim.tokens if token.key not in known and token.kind != "pronoun"]
    wanted = [
        token
        for number, token in enumerate(wanted)
        if not _repeated(token, wanted[:number], wanted[number + 1 :], run, names)
    ]
    if not wanted:
        return ""
    # A pronoun that the claim has too stands for nothing else.
    pronouns = {token.plain for token in claim.tokens if token.kind == "pronoun"}
    places = [_places(token, run, names, pronouns) for token in wanted]
    if not all(places):
        return MISSING
    turned, chosen = _best(wanted, places, run, claim, names)
    stood_in = [token for token, place in zip(wanted, chosen, strict=True) if run.tokens[place].kind == "pronoun"]
    if turned or sum(token.plain not in names for token in stood_in) > _STOOD_IN:
        return TURNED
    return _agrees(claim, wanted, run, chosen, names)


def _repeated(token: Token, before: Sequence[Token], after: Sequence[Token], run: Run, names: Collection[str]) -> bool:
    """Whether a claim says a verb again that its source says once ("and Maine entered as a free one")."""
    again = any(one.key == token.key and one.clause < token.clause for one in before)
    again = (
        again
        and any(one.clause == token.clause and one.plain in names for one in before)
        and token.plain not in f.CONTENT
    )
    again = again and any(one.clause == token.clause for one in after)
    return again and token.kind == "word" and not token.intro and len(_places(token, run, names)) == 1


def _places(token: Token, run: Run, names: Collection[str], said: Collection[str] = ()) -> list[int]:
    found = [place for place, other in enumerate(run.tokens) if other.kind != "pronoun" and meets(token, other)]
    if token.kind != "word" or token.plain in f.CONTENT:
        return found
    for place, other in enumerate(run.tokens):
        if (
            other.kind != "pronoun"
            or other.plain in said
            or (other.plain in {"he", "she", "him", "her"} and token.plain not in names)
        ):
            continue
        if other.plain in _MANY and token.plain not in names and not _plural(token.plain):
            continue
        if other.plain in {"it", "lo"} and _plural(token.plain):
            continue
        if any(meets(token, one) for one in run.before) or any(meets(token, one) for one in run.tokens[:place]):
            found.append(place)
    return found


def meets(token: Token, other: Token) -> bool:
    """Whether a word of a claim is a word of a source, or means the same."""
    if token.kind == "word" and other.kind == "word":
        return alike(token.key, other.key)
    return token.key in other.keys


_STOOD_IN = 2
"""Words of a claim that pronouns of the source may stand for, besides names."""
_PLURALS = frozenset({"people", "men", "women", "children"})
_MANY = frozenset({"they", "them", "ellos", "ellas", "les"})


def _plural(word: str) -> bool:
    return word in _PLURALS or (word.endswith("s") and not word.endswith(("ss", "us", "is")))


def _best(
    wanted: Sequence[Token], places: list[list[int]], run: Run, claim: Sentence, names: Collection[str]
) -> tuple[int, list[int]]:
    """Return (how many neighbours are out of order at least, the places chosen)."""
    after = [*wanted[1:], None]
    costs: dict[int, tuple[float, list[int]]] = {
        place: (_role(wanted[0], place, run, names, after[0], wanted), [place]) for place in places[0]
    }
    for before, token, each, following in zip(wanted, wanted[1:], places[1:], after[1:], strict=False):
        ahead: dict[int, tuple[float, list[int]]] = {}
        for place in each:
            ways = []
            for other, (cost, path) in costs.items():
                right = _follows(before, token, other, place, run, claim, names, set(path)) or _moved(
                    before, token, place, path, run
                )
                again = place in path and (
                    run.tokens[place].kind in {"word", "number"}
                    or token.key in {wanted[path.index(place)].key, run.tokens[place].key}
                    or wanted[path.index(place)].key == run.tokens[place].key
                )
                step = 0 if right and not again else 10
                # Nearer places are preferred, so that a word that stands twice is taken where the others are.
                near = min(abs(place - other), 9) / 100 + (run.tokens[place].kind == "pronoun") / 2
                ways.append((cost + step + near + _role(token, place, run, names, following, wanted), [*path, place]))
            ahead[place] = min(ways, key=lambda one: one[0])
        costs = ahead
    cost, path = min(costs.values(), key=lambda one: one[0])
    return int(cost // 10), path


def _role(
    token: Token, place: int, run: Run, names: Collection[str], after: Token | None, wanted: Sequence[Token]
) -> int:
    """Return 10 where a word has another part: after an opposite preposition, or a name that only stood in a phrase."""
    there = run.tokens[place]
    if f.OPPOSITE.get(token.intro) == there.intro and there.intro:
        return 10
    if there.intro == "of" and not token.intro and not token.owner and place and _dropped(place, run, wanted):
        return 10
    ways = f.WAY.get(token.intro), f.WAY.get(there.intro)
    if token.plain in names and None not in ways and ways[0] != ways[1]:
        return 10
    is_name = token.kind == "word" and token.plain in names
    loose = there.intro in {"", "of", "by", "as", "like"} or token.owner or there.owner
    if after is not None and after.place == token.place + 1 and place and meets(after, run.tokens[place - 1]):
        # "Northern states" for "states in the North".
        return 0
    if is_name and not token.intro and not loose and (place + 1 < len(run.tokens)):
        return 10
    return 0


def _follows(
    first: Token, second: Token, one: int, other: int, run: Run, claim: Sentence, names: Collection[str], said: set[int]
) -> bool:
    """Whether two neighbours of a claim stand to each other in the source as they do in the claim."""
    a, b = run.tokens[one], run.tokens[other]
    if one == other and a.kind == "pronoun":
        there = (*run.before, *run.tokens[:one])
        pairs = zip(there, there[1:], strict=False)
        return any(meets(first, before) and meets(second, after) for before, after in pairs)
    if one == other:
        return first.kind != "word" or second.kind != "word" or a.kind == "formula"
    if (
        first.plain in names and second.plain in names and second.place == first.place + 1
        and first.kind == second.kind == "word"
    ):  # fmt: skip
        return other == one + 1 or (a.intro != b.intro and a.intro == first.intro and a.clause == b.clause)
    begun = max(start for start in run.starts if start <= b.clause)
    if other > one and begun > a.clause and (first.clause == second.clause or not claim.links[second.clause]):
        # What two sentences say goes into one clause only where the second has a pronoun for its subject.
        return begun in run.open_starts and not _other_subject(b, other, run, said)
    if other > one:
        return a.clause == b.clause or not _other_subject(b, other, run, said)
    apart = first.clause != second.clause
    if a.intro and a.intro == first.intro and 0 < a.clause - b.clause <= 2 and _lone(b, run, names):
        # "The North, in 1861, fought" and "In 1861 the North fought".
        return True
    if a.intro in {"in", "of", "from"} and not first.intro and one == other + 1 and second.place == first.place + 1:
        # "Northern states" for "states in the North".
        return True
    if a.clause == b.clause:
        if b.intro and second.intro and b.intro == second.intro:
            return True
        if a.intro and first.intro and a.intro == first.intro:
            return True
        if one - other <= 2 and "of" in {a.intro, b.intro, first.intro, second.intro} and (
            a.intro != first.intro or b.intro != second.intro or first.owner or a.owner
        ):  # fmt: skip
            return True
        if _equational(first, second, one, other, run, claim):
            return True
    if apart and _listed(one, other, run):
        return True
    # Whole clauses may change places, where nothing says that order matters.
    return apart and _begins(other, run) and "then" not in {run.links[a.clause], claim.links[second.clause]}


def _dropped(place: int, run: Run, wanted: Sequence[Token]) -> bool:
    """Whether a claim takes "slavery" out of "the spread of slavery" and leaves the spread."""
    head = next((one for one in reversed(run.tokens[:place]) if one.intro != "of"), None)
    here = run.tokens[place]
    return (
        head is not None and head.clause == here.clause and not head.intro and head.kind == "word"
        and here.place - head.place <= 4 and not any(meets(token, head) for token in wanted)
    )  # fmt: skip


def _lone(token: Token, run: Run, names: Collection[str]) -> bool:
    return all(one is token or one.plain in names for one in run.tokens if one.clause == token.clause)


def _moved(before: Token, token: Token, place: int, path: Sequence[int], run: Run) -> bool:
    """Whether a phrase has only moved within what is said of the same subject: "in 1793" to the end."""
    there = run.tokens[place]
    if before.intro == token.intro and before.clause == token.clause:
        return False
    return bool(there.intro) and there.intro == token.intro and any(
        run.tokens[other].clause == there.clause and not run.tokens[other].intro for other in path
    )  # fmt: skip


def _other_subject(b: Token, other: int, run: Run, said: set[int]) -> bool:
    """Whether the clause of the second word has a subject of its own that the claim does not have."""
    if run.links[b.clause] in {"or", "o"}:
        return False
    before = []
    for place in range(other - 1, -1, -1):
        token = run.tokens[place]
        if token.clause != b.clause:
            break
        before.append(place)
    return any(
        place not in said and not run.tokens[place].intro and run.tokens[place].kind != "pronoun" for place in before
    )


def _begins(place: int, run: Run) -> bool:
    """Whether a word is the first of its clause, but for phrases."""
    clause = run.tokens[place].clause
    for earlier in range(place - 1, -1, -1):
        token = run.tokens[earlier]
        if token.clause != clause:
            return True
        if not token.intro:
            return False
    return True


def _listed(one: int, other: int, run: Run) -> bool:
    """Whether two words are members of one list ("Virginia, Arkansas and Tennessee")."""
    low, high = sorted((one, other))
    clauses = list(dict.fromkeys(token.clause for token in run.tokens[low : high + 1]))
    sizes = [sum(token.clause == clause for token in run.tokens) for clause in clauses]
    links = [run.links[clause] for clause in clauses[1:]]
    if not all(link in f.COORDINATES or link == "" for link in links):
        return False
    if any(clause in run.starts for clause in clauses[1:]):
        return False
    return all(size <= 2 for size in sizes[1:]) and high - low <= 8 and (
        low == high or sum(token.clause == clauses[0] for token in run.tokens[low:]) <= 2
    )  # fmt: skip


def _equational(first: Token, second: Token, one: int, other: int, run: Run, claim: Sentence) -> bool:
    """Whether both sides of an "is" have changed places where it says that two things are the same."""
    low, high = run.tokens[other].place, run.tokens[one].place
    there = [the for place, the in run.copulas if low < place < high]
    here = [the for place, the in claim.copulas if first.place < place < second.place]
    return len(there) == 1 and len(here) == 1 and (there[0] or here[0])


def _agrees(claim: Sentence, wanted: Sequence[Token], run: Run, chosen: Sequence[int], names: Collection[str]) -> str:
    for token, place in zip(wanted, chosen, strict=True):
        there = run.tokens[place]
        if token.negated != there.negated and token.plain not in names:
            return DENIED
    if _amounts(claim, wanted, run, chosen):
        return AMOUNT
    if claim.causes:
        used = {run.tokens[place].clause for place in chosen}
        first, last = min(used), max(used)
        if not any(first <= clause <= last + 1 for clause in run.causes):
            return CAUSE
    return ""


def _amounts(claim: Sentence, wanted: Sequence[Token], run: Run, chosen: Sequence[int]) -> bool:
    """Whether amounts differ: "all" or "only" that the source has not, "some" or "may" that the claim leaves out."""
    at = {token.place: place for token, place in zip(wanted, chosen, strict=True)}
    theirs = {(mark, _next(run, clause, place)) for mark, clause, place in run.marks}
    for mark, _, place in claim.marks:
        own = next((at[after] for after in sorted(at) if after > place), -1)
        there = [after for other, after in theirs if other == mark]
        as_often = sum(one[0] == mark for one in claim.marks) <= sum(after in chosen for after in there)
        if mark in f.STRONG and own not in there and not as_often and not (mark == "not" and there):
            return True
        if mark == "all" and own not in there and ("one", own) in theirs:
            return True
        if mark == "one" and ("all", own) in theirs:
            return True
    ours = {mark for mark, _, _ in claim.marks}
    used = {run.tokens[place].clause for place in chosen}
    if "not" not in ours and any(mark == "not" and clause in used for mark, clause, _ in run.marks):
        return True
    return any(mark in f.WEAK and mark not in ours and after in chosen for mark, after in theirs)


def _next(run: Run, clause: int, place: int) -> int:
    """Return the first word after a word of amount, -1 where its clause ends with it."""
    after = (number for number, token in enumerate(run.tokens) if token.clause == clause and token.place > place)
    return next(after, -1)
