"""What the reason codes of an import report mean, in sentences for the person who reads it."""

from __future__ import annotations

HELD_BACK: dict[str, str] = {
    "needs-a-figure": "The question needs a figure, and figures are not part of the package.",
    "unbalanced-math": "A formula in the question has no end, so it cannot be shown.",
    "broken-formula": "A formula in the question is broken, so it cannot be shown.",
    "variable-without-value": "The question has a variable for which the package gives no value.",
    "no-question-text": "There is no question text at all.",
    "text-with-gaps": "A number is missing from a sentence of the question.",
    "answer-is-always-true": "The answer is an equation that is always true, so every answer would be right.",
    "no-skill": "No skill is named for it, so an answer would say nothing about what is known.",
    "step-missing": "A step is named but its file is missing or broken.",
    "answer-missing": "No right answer is given.",
    "answer-empty": "The right answer is empty.",
    "answer-type-unknown": "The answer is of a type that is not known here.",
    "question-type-unknown": "The question is of a type that is not known here.",
    "answer-is-a-matrix-or-table": "The answer is a matrix or table, which cannot be judged yet.",
    "answer-has-several-values": "The answer has several values at once, which cannot be judged safely.",
    "answer-notation-unknown": "The answer is written in a notation that cannot be judged.",
    "answer-too-long": "The answer is too long to be judged.",
    "answer-not-among-the-choices": "The right answer is not among the choices.",
    "only-one-choice": "There is only one choice, so there is nothing to decide.",
}
"""The item is stored with the status `review` and is never shown to students."""

OTHER: dict[str, str] = {
    "not-valid-json": "The file is not valid JSON and was left out.",
    "not-an-object": "The file holds JSON of another shape and was left out.",
    "odd-characters-taken-out": "Characters that cannot be stored were taken out.",
    "not-a-plain-file": "A link or device in the archive was passed over.",
    "unsafe-path": "A path that leads out of the package was passed over.",
    "file-too-large": "The file is larger than any lesson needs and was left out.",
    "file-not-understood": "The file lies where no file belongs and was left out.",
    "too-many-files-in-a-problem": "The problem has more files than any problem needs; the rest was left out.",
    "problem-files-not-together": "The files of a problem lie apart in the archive; only the first part was read.",
    "problem-without-its-file": "The problem's own file is missing or broken.",
    "problem-without-steps": "The problem has no step, so there is nothing to answer.",
    "problem-licence-unclear": "The problem names no licence; it is shown as unclear.",
    "hints-licence-unclear": "Hints of the problem name no licence; it is shown as unclear.",
    "course-licence-unclear": "The course names no licence; it is shown as unclear.",
    "lesson-unknown": "No course plan has the problem's lesson, so there is no place for it.",
    "lesson-twice-in-a-course": "The lesson stands twice in one course; its problems are in the first place.",
    "lesson-without-known-objectives": "The lesson names no skill that the package knows.",
    "course-without-name": "A course plan has no name and was left out.",
    "course-twice": "A course of this name is there already; the second plan was left out.",
    "skills-not-a-list": "The skills of a step are not a list.",
    "skill-without-a-name": "A skill has an empty name and was left out.",
    "skill-without-bkt-parameters": "The skill has no BKT parameters; the usual starting values are used.",
    "bkt-parameters-without-skill": "BKT parameters are given for a skill that no step has.",
    "step-without-its-file": "The step's own file is missing or broken.",
    "step-without-skill": "The step has no skill.",
    "step-without-hints": "The step has no hints; only the answer can be shown.",
    "variables-filled-with-first-values": "The problem comes in variants; the first one is used.",
    "hint-dependency-unknown": "The hint waits for one that does not come before it; that dependency was dropped.",
    "hint-id-twice": "Two hints of a step have the same name; the second one got a new name.",
    "hint-type-unknown": "The hint is of an unknown type and was left out.",
    "hint-not-an-object": "The hint has another shape and was left out.",
    "hint-unbalanced-math": "A formula in a hint has no end; it is shown as plain text.",
    "hint-broken-formula": "A formula in a hint is broken; it is shown as plain text.",
    "hint-variable-without-value": "A hint has a variable without a value.",
    "tutoring-file-passed-over": "Only the first way through the hints is used.",
    "scaffold-shown-as-hint": "The small question cannot be judged, so it is shown as a hint that tells its answer.",
}


def explain(reason: str) -> str:
    """Return the sentence for a reason code."""
    if reason.startswith("scaffold-") and reason not in OTHER:
        return "In a small question among the hints: " + explain(reason.removeprefix("scaffold-"))
    return HELD_BACK.get(reason) or OTHER.get(reason) or reason.replace("-", " ").capitalize() + "."
