"""Questions in the QTI 1.2 profile of Common Cartridge: one choice, several choices, a word; nothing else is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from learnapp.engine.kc import AnswerKind, Content, Step
from learnapp.integrations.content_packages.cartridges.pages import inline, page

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_SCHEMA = (
    "http://www.imsglobal.org/xsd/ims_qtiasiv1p2 "
    "http://www.imsglobal.org/profile/cc/ccv1p3/ccv1p3_qtiasiv1p2p1_v1p0.xsd"
)
PROFILES = {
    AnswerKind.CHOICE: "cc.multiple_choice.v0p1", AnswerKind.MULTIPLE_CHOICE: "cc.multiple_response.v0p1",
    AnswerKind.TEXT: "cc.fib.v0p1", AnswerKind.SHORT_TEXT: "cc.fib.v0p1", AnswerKind.NUMERIC: "cc.fib.v0p1",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a question can be said in the profile.

    Attributes:
        refused: Why not, a reason code; "" when it can.
        notes: What is lost on the way.
    """

    refused: str = ""
    notes: tuple[str, ...] = ()


def verdict(item: Content) -> Verdict:
    """Return whether the profile can say a question, and what it cannot say of it."""
    if len(item.steps) != 1:
        return Verdict("several-steps" if item.steps else "nothing-asked")
    step = item.steps[0]
    if step.answer_kind is AnswerKind.SIMULATION:
        return Verdict("simulation")
    if step.answer_kind not in PROFILES:
        return Verdict("answer-kind")
    if step.key.tolerance > 0:
        return Verdict("tolerance")
    notes = ["template-as-one-example"] if item.template is not None else []
    notes += ["number-as-words"] if step.answer_kind is AnswerKind.NUMERIC else []
    notes += ["hints"] if step.hints else []
    return Verdict("", tuple(notes))


def assessment(ident: str, title: str, items: Sequence[Content]) -> bytes:
    """Return an assessment with the questions of one lesson; each must have passed `verdict`."""
    root = etree.Element("questestinterop", nsmap={None: NAMESPACE, "xsi": "http://www.w3.org/2001/XMLSchema-instance"})
    root.set("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation", _SCHEMA)
    holder = etree.SubElement(root, "assessment", ident=ident, title=title)
    about = etree.SubElement(holder, "qtimetadata")
    for label, entry in (("cc_profile", "cc.exam.v0p1"), ("qmd_assessmenttype", "Examination")):
        _field(about, label, entry)
    section = etree.SubElement(holder, "section", ident="root_section")
    for item in items:
        _item(section, item)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _field(parent: etree._Element, label: str, entry: str) -> None:
    field = etree.SubElement(parent, "qtimetadatafield")
    etree.SubElement(field, "fieldlabel").text = label
    etree.SubElement(field, "fieldentry").text = entry


def _html(parent: etree._Element, text: str) -> None:
    material = etree.SubElement(parent, "material")
    etree.SubElement(material, "mattext", texttype="text/html").text = text


def _item(section: etree._Element, item: Content) -> None:
    step = item.steps[0]
    node = etree.SubElement(section, "item", ident=ident_of(item), title=item.title)
    about = etree.SubElement(etree.SubElement(node, "itemmetadata"), "qtimetadata")
    yes_or_no = step.answer_kind is AnswerKind.CHOICE and {one.casefold() for one in step.choices} == {"true", "false"}
    _field(about, "cc_profile", "cc.true_false.v0p1" if yes_or_no else PROFILES[step.answer_kind])
    presentation = etree.SubElement(node, "presentation")
    stem = "\n\n".join(part for part in (item.body, step.prompt) if part)
    _html(presentation, page(stem, pictures="../media/"))
    idents = {choice: f"c{number}" for number, choice in enumerate(step.choices, start=1)}
    if idents:
        many = step.answer_kind is AnswerKind.MULTIPLE_CHOICE
        answer = etree.SubElement(
            presentation, "response_lid", ident="response1", rcardinality="Multiple" if many else "Single"
        )
        offered = etree.SubElement(answer, "render_choice")
        for choice, ident in idents.items():
            _html(etree.SubElement(offered, "response_label", ident=ident), inline(choice, pictures="../media/"))
    else:
        answer = etree.SubElement(presentation, "response_str", ident="response1", rcardinality="Single")
        etree.SubElement(answer, "render_fib", prompt="Box")
    _processing(node, step, idents)


def _processing(node: etree._Element, step: Step, idents: dict[str, str]) -> None:
    processing = etree.SubElement(node, "resprocessing")
    etree.SubElement(
        etree.SubElement(processing, "outcomes"),
        "decvar", varname="SCORE", vartype="Decimal", minvalue="0", maxvalue="100",
    )  # fmt: skip
    said: dict[str, str] = {}
    if step.key.solution:
        said["general_fb"] = page(step.key.solution)
        condition = _condition(processing, "Yes")
        etree.SubElement(etree.SubElement(condition, "conditionvar"), "other")
        _shows(condition, "general_fb")
    for number, (wrong, text) in enumerate(step.key.misconceptions, start=1):
        if step.answer_kind is AnswerKind.MULTIPLE_CHOICE or (idents and wrong not in idents):
            continue
        name = f"wrong_{number}_fb"
        said[name] = page(text)
        condition = _condition(processing, "Yes")
        _equal(etree.SubElement(condition, "conditionvar"), idents.get(wrong, wrong), typed=not idents)
        _shows(condition, name)
    _right(processing, step, idents)
    for name, text in said.items():
        feedback = etree.SubElement(node, "itemfeedback", ident=name)
        _html(etree.SubElement(feedback, "flow_mat"), text)
    for number, hint in enumerate(told_hints(step), start=1):
        feedback = etree.SubElement(node, "itemfeedback", ident=f"hint_{number}")
        held = etree.SubElement(feedback, "hint", feedbackstyle="Incremental")
        _html(etree.SubElement(held, "hintmaterial"), page(hint, pictures="../media/"))


def told_hints(step: Step) -> tuple[str, ...]:
    """Return the hints of a step that are told and ask nothing, in their order."""
    return tuple(hint.text for hint in step.hints if hint.kind != "scaffold" and hint.text.strip())


def ident_of(item: Content) -> str:
    """Return the name of a question within its quiz."""
    return f"i{item.content_id.hex}"


def _condition(processing: etree._Element, goes_on: str) -> etree._Element:
    return etree.SubElement(processing, "respcondition", attrib={"continue": goes_on})


def _shows(condition: etree._Element, name: str) -> None:
    etree.SubElement(condition, "displayfeedback", feedbacktype="Response", linkrefid=name)


def _equal(parent: etree._Element, value: str, *, typed: bool) -> None:
    named = {"respident": "response1"} | ({"case": "No"} if typed else {})
    etree.SubElement(parent, "varequal", attrib=named).text = value


def _right(processing: etree._Element, step: Step, idents: dict[str, str]) -> None:
    condition = _condition(processing, "No")
    asked = etree.SubElement(condition, "conditionvar")
    if step.answer_kind is AnswerKind.MULTIPLE_CHOICE:
        both = etree.SubElement(asked, "and")
        for choice, ident in idents.items():
            _equal(both if choice in step.key.accepted else etree.SubElement(both, "not"), ident, typed=False)
    else:
        for accepted in step.key.accepted:
            _equal(asked, idents.get(accepted, accepted), typed=not idents)
    etree.SubElement(condition, "setvar", action="Set", varname="SCORE").text = "100"
