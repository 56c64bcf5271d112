"""Many tasks of a template, each proved: the stated answer is right and counts, and no listed wrong one is or does.

The same proof as of the templates that ship with the app, in parts, so that a page can say how far it is.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from uuid import UUID

from learnapp.engine.template import read_template, task
from learnapp.engine.template_check import faults
from learnapp.engine.template_terms import TemplateError
from learnapp.services.author_views import ProblemView
from learnapp.services.draft_documents import ItemDocument
from learnapp.services.template_proof import TemplateTextsError

HANDED_IN, SECONDS = 200, 2.0
"""How many tasks are proved of a template that is handed in, and after which time no more are: it is waited for."""
PART, MOST_SHOWN = 25, 8


@dataclass(frozen=True)
class TrialView:
    """How far a trial is.

    Attributes:
        done: Tasks that were proved.
        different: How many of them have numbers or words that none before them had.
        wrong: How many do not hold.
        examples: What is wrong with the first ones of these.
    """

    done: int = 0
    different: int = 0
    wrong: int = 0
    examples: tuple[str, ...] = ()


class Trial:
    """A template whose tasks are proved one part after another.

    Args:
        document: The item.

    Raises:
        TemplateTextsError: It makes no tasks as it is written.
    """

    def __init__(self, document: ItemDocument) -> None:
        try:
            self._made = read_template(document.template or {}, [UUID(kc) for kc in document.kc_ids])
        except (TemplateError, KeyError, ValueError) as error:
            raise TemplateTextsError([ProblemView("template-no-task", value=str(error)[:160])]) from error
        self._seen: set[tuple[str, ...]] = set()
        self.view = TrialView()

    def go_on(self, size: int = PART) -> TrialView:
        """Prove some more tasks; CPU work of some milliseconds each, for a thread."""
        one, wrong, examples = self.view, self.view.wrong, self.view.examples
        for seed in range(one.done, one.done + size):
            try:
                self._seen.add(tuple(map(str, task(self._made, seed).values.values())))
                found = faults(self._made, seed)
            except TemplateError as error:
                found = [f"{error} [seed {seed}]"]
            if found:
                wrong += 1
                examples = (*examples, found[0][:160])[:MOST_SHOWN]
        self.view = TrialView(one.done + size, len(self._seen), wrong, examples)
        return self.view


def proved(document: ItemDocument) -> None:
    """Check a template that is handed in; CPU work of about a second, for a thread.

    Raises:
        TemplateTextsError: It makes no tasks, or one of them does not hold.
    """
    trial, until = Trial(document), time.monotonic() + SECONDS
    while trial.view.done < HANDED_IN and (trial.view.done == 0 or time.monotonic() < until):
        if trial.go_on().wrong:
            raise TemplateTextsError([ProblemView("template-proof", value=trial.view.examples[0])])
