"""QTI items as editors write them: 2.1 and 2.2, and the same in the names of 3.0."""
# ruff: noqa: E501 - lines of XML

from __future__ import annotations

import re

_MATCH = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
_MAP = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/>'


def item(ident: str, title: str, declarations: str, body: str, processing: str = _MATCH, more: str = "") -> str:
    """Return an item of QTI 2.1."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"'
        f' identifier="{ident}" title="{title}" adaptive="false" timeDependent="false">{declarations}'
        '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
        f"<itemBody>{body}</itemBody>{processing}{more}</assessmentItem>"
    )


def declared(
    values: str | list[str],
    cardinality: str = "single",
    base: str = "identifier",
    mapping: str = "",
    ident: str = "RESPONSE",
) -> str:
    """Return the declaration of a response."""
    rows = "".join(f"<value>{value}</value>" for value in ([values] if isinstance(values, str) else values))
    right = f"<correctResponse>{rows}</correctResponse>" if rows else ""
    return f'<responseDeclaration identifier="{ident}" cardinality="{cardinality}" baseType="{base}">{right}{mapping}</responseDeclaration>'


def simple(*labels: str, tag: str = "simpleChoice") -> str:
    """Return choices, named from A on."""
    return "".join(f'<{tag} identifier="{chr(65 + n)}">{label}</{tag}>' for n, label in enumerate(labels))


CHOICE = item(
    "choice1", "Unattended luggage", declared("B"),
    "<p>Look at the sign <math xmlns='http://www.w3.org/1998/Math/MathML'><mfrac><mn>1</mn><mi>x</mi></mfrac></math>.</p>"
    '<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1"><prompt>What does it say?</prompt>'
    + simple("Stay with it<feedbackInline outcomeIdentifier='F' identifier='A' showHide='show'>Read again.</feedbackInline>", "Never leave it", "Eat it")
    + "</choiceInteraction>",
    more='<modalFeedback outcomeIdentifier="FEEDBACK" identifier="C" showHide="show">That is odd.</modalFeedback>'
         '<modalFeedback outcomeIdentifier="FEEDBACK" identifier="B" showHide="show">Right so.</modalFeedback>',
)  # fmt: skip
ITEMS = {
    "choice": CHOICE,
    "multiple": item(
        "multiple1", "Water",
        declared(["A", "B"], "multiple", mapping='<mapping lowerBound="0" defaultValue="-2"><mapEntry mapKey="A" mappedValue="1"/><mapEntry mapKey="B" mappedValue="1"/><mapEntry mapKey="C" mappedValue="-1"/></mapping>'),
        '<choiceInteraction responseIdentifier="RESPONSE" maxChoices="0"><prompt>Of which is water made?</prompt>' + simple("Hydrogen", "Oxygen", "Helium") + "</choiceInteraction>", _MAP,
    ),
    "order": item("order1", "Grand Prix", declared(["C", "A", "B"], "ordered"), '<orderInteraction responseIdentifier="RESPONSE"><prompt>Who came first?</prompt>' + simple("Rubens", "Jenson", "Michael") + "</orderInteraction>"),
    "match": item(
        "match1", "Plays", declared(["C R", "D M"], "multiple", "directedPair"),
        '<matchInteraction responseIdentifier="RESPONSE" maxAssociations="2"><prompt>Who is in which play?</prompt><simpleMatchSet><simpleAssociableChoice identifier="C" matchMax="1">Capulet</simpleAssociableChoice><simpleAssociableChoice identifier="D" matchMax="1">Demetrius</simpleAssociableChoice></simpleMatchSet>'
        '<simpleMatchSet><simpleAssociableChoice identifier="M" matchMax="4">A Midsummer-Night\'s Dream</simpleAssociableChoice><simpleAssociableChoice identifier="R" matchMax="4">Romeo and Juliet</simpleAssociableChoice><simpleAssociableChoice identifier="T" matchMax="4">The Tempest</simpleAssociableChoice></simpleMatchSet></matchInteraction>',
    ),
    "entry": item(
        "entry1", "Richard III", declared("York", "single", "string", '<mapping defaultValue="0"><mapEntry mapKey="York" mappedValue="1"/><mapEntry mapKey="york" mappedValue="0.5"/></mapping>'),
        '<blockquote><p>Made glorious summer by this sun of <textEntryInteraction responseIdentifier="RESPONSE" expectedLength="15"/>;</p></blockquote>', _MAP,
    ),
    "number": item(
        "number1", "Speed", declared("2.5", "single", "float"), '<p>How fast? <textEntryInteraction responseIdentifier="RESPONSE"/> m/s</p>',
        '<responseProcessing><responseCondition><responseIf><equal toleranceMode="absolute" tolerance="0.05 0.05"><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal><setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf>'
        '<responseElse><setOutcomeValue identifier="SCORE"><baseValue baseType="float">0</baseValue></setOutcomeValue></responseElse></responseCondition></responseProcessing>',
    ),
    "inline": item(
        "inline1", "Two gaps", declared("G", ident="R1") + declared("Y", ident="R2"),
        '<p>The son of <inlineChoiceInteraction responseIdentifier="R1"><inlineChoice identifier="G">Gloucester</inlineChoice><inlineChoice identifier="L">Lancaster</inlineChoice></inlineChoiceInteraction> and <inlineChoiceInteraction responseIdentifier="R2"><inlineChoice identifier="G">Gloucester</inlineChoice><inlineChoice identifier="Y">York</inlineChoice></inlineChoiceInteraction>.</p>',
        '<responseProcessing><responseCondition><responseIf><and><match><variable identifier="R1"/><correct identifier="R1"/></match><match><variable identifier="R2"/><correct identifier="R2"/></match></and><setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>',
    ),
    "gaps": item(
        "gaps1", "Sonnet", declared(["W G1", "Su G2"], "multiple", "directedPair"),
        '<gapMatchInteraction responseIdentifier="RESPONSE"><prompt>Fill in.</prompt><gapText identifier="W" matchMax="1">winter</gapText><gapText identifier="Su" matchMax="1">summer</gapText><gapText identifier="A" matchMax="1">autumn</gapText><p>Now is the <gap identifier="G1"/> made <gap identifier="G2"/>.</p></gapMatchInteraction>',
    ),
    "hottext": item("hot1", "Slip", declared("B"), '<hottextInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Where is the slip?</prompt><p>Sponsors of <hottext identifier="A">the Olympics</hottext> <hottext identifier="B">who is</hottext> here.</p></hottextInteraction>'),
}  # fmt: skip
REFUSED = {
    "essay-not-graded": item("essay1", "Essay", declared([], "single", "string"), '<extendedTextInteraction responseIdentifier="RESPONSE"/>'),
    "answer-on-a-picture": item("hotspot1", "Map", declared("A"), '<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1"><object type="image/png" data="uk.png"/><hotspotChoice identifier="A" shape="circle" coords="7,7,8"/></hotspotInteraction>'),
    "scoring-of-its-own": item(
        "own1", "Own", declared("A"), '<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">' + simple("1", "2") + "</choiceInteraction>",
        '<responseProcessing><responseCondition><responseIf><match><variable identifier="RESPONSE"/><baseValue baseType="identifier">B</baseValue></match><setOutcomeValue identifier="SCORE"><baseValue baseType="float">3</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>',
    ),
    "calculated-question": item("tpl1", "Template", declared("A") + '<templateDeclaration identifier="X" cardinality="single" baseType="integer"/>', "<p>x</p>"),
    "answer-missing": item("none1", "None", declared([]), '<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">' + simple("1", "2") + "</choiceInteraction>"),
    "pairs-not-one-to-one": item(
        "pairs1", "Pairs", declared(["C R"], "multiple", "directedPair"),
        '<matchInteraction responseIdentifier="RESPONSE"><simpleMatchSet><simpleAssociableChoice identifier="C" matchMax="1">a</simpleAssociableChoice><simpleAssociableChoice identifier="D" matchMax="1">b</simpleAssociableChoice></simpleMatchSet><simpleMatchSet><simpleAssociableChoice identifier="R" matchMax="4">c</simpleAssociableChoice><simpleAssociableChoice identifier="T" matchMax="4">d</simpleAssociableChoice></simpleMatchSet></matchInteraction>',
    ),
}  # fmt: skip
_HTML = {"p", "math", "mfrac", "mn", "mi", "blockquote", "object"}


def third(text: str) -> str:
    """Return an item of QTI 2.1 in the names of 3.0: with a prefix, in small letters with hyphens."""

    def small(name: str) -> str:
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()

    def tag(found: re.Match[str]) -> str:
        slash, name, attributes, end = found.groups()
        if name in _HTML:
            return found.group()
        attributes = re.sub(r"([A-Za-z]+)(=)", lambda one: small(one.group(1)) + "=", attributes)
        return f"<{slash}qti-{small(name)}{attributes}{end}>"

    text = text.replace("imsqti_v2p1", "imsqtiasi_v3p0").replace(
        "qti_v2p1/rptemplates/match_correct", "qti_v3p0/rptemplates/match_correct.xml"
    )
    return re.sub(r"<(/?)([A-Za-z]+)((?:\s[^<>]*?)?)(/?)>", tag, text)


def package(items: dict[str, str], *, version: str = "imsqti_item_xmlv2p1", test: str = "") -> dict[str, str]:
    """Return the files of a QTI package, by path."""
    resources = "".join(
        f'<resource identifier="r{n}" type="{version}" href="items/{name}.xml"><file href="items/{name}.xml"/></resource>'
        for n, name in enumerate(items)
    )
    if test:
        resources += (
            '<resource identifier="t" type="imsqti_test_xmlv2p1" href="test.xml"><file href="test.xml"/></resource>'
        )
    found = {
        "imsmanifest.xml": '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="MANIFEST-1"><metadata><schema>QTIv2.1 Package</schema>'
        f"<schemaversion>1.0.0</schemaversion></metadata><organizations/><resources>{resources}</resources></manifest>",
        **{f"items/{name}.xml": text for name, text in items.items()},
    }
    return found | ({"test.xml": test} if test else {})


TEST = (
    '<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="T1" title="Term test"><testPart identifier="P" navigationMode="linear" submissionMode="individual">'
    '<assessmentSection identifier="S2" title="Words" visible="true"><assessmentItemRef identifier="e" href="items/entry.xml"/></assessmentSection>'
    '<assessmentSection identifier="S1" title="Signs" visible="true"><assessmentItemRef identifier="c" href="items/choice.xml"/><assessmentItemRef identifier="x" href="items/lost.xml"/></assessmentSection></testPart></assessmentTest>'
)
