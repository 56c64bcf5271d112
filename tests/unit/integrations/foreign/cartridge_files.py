"""A Common Cartridge as Canvas exports it, written out for the tests."""
# ruff: noqa: E501 - lines of XML

from __future__ import annotations

from tests.unit.integrations.foreign.making import png


def manifest(version: str = "1.1.0", *, more: str = "", resources: str = "") -> str:
    """Return an imsmanifest.xml with two modules."""
    number = version.replace(".", "")[:2]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="gabc123" xmlns="http://www.imsglobal.org/xsd/imsccv{version[0]}p{version[2]}/imscp_v1p1"
 xmlns:lomimscc="http://ltsc.ieee.org/xsd/imsccv{version[0]}p{version[2]}/LOM/manifest">
 <metadata><schema>IMS Common Cartridge</schema><schemaversion>{version}</schemaversion>
  <lomimscc:lom><lomimscc:general><lomimscc:title><lomimscc:string>Algebra One</lomimscc:string></lomimscc:title>
   <lomimscc:language>en-US</lomimscc:language></lomimscc:general>
   <lomimscc:rights><lomimscc:description><lomimscc:string>CC BY 4.0</lomimscc:string></lomimscc:description></lomimscc:rights>
  </lomimscc:lom></metadata>
 <organizations><organization identifier="org_1" structure="rooted-hierarchy"><item identifier="LearningModules">
  <item identifier="m2"><title>Lines</title>
   <item identifier="i1" identifierref="r1"><title>Slope</title></item>
   <item identifier="i2"><title>Deeper</title><item identifier="i3" identifierref="r2"><title>A graphing page</title></item></item>
   <item identifier="i4" identifierref="r3"><title>Talk about slope</title></item>
   <item identifier="i5" identifierref="r4"><title>Quiz on lines</title></item>
   <item identifier="i6" identifierref="tool"><title>A proctor</title></item>
   <item identifier="i7" identifierref="gone"><title>Gone</title></item>
  </item>
  <item identifier="m1"><title>First things</title><item identifier="i8" identifierref="r5"><title>Start</title></item></item>{more}
 </item></organization></organizations>
 <resources>
  <resource identifier="r1" type="webcontent" href="wiki_content/slope.html"><file href="wiki_content/slope.html"/></resource>
  <resource identifier="r2" type="imswl_xmlv1p{number[-1]}"><file href="r2.xml"/></resource>
  <resource identifier="r3" type="imsdt_xmlv1p1"><file href="r3.xml"/></resource>
  <resource identifier="r4" type="imsqti_xmlv1p2/imscc_xmlv1p1/assessment"><file href="r4/quiz.xml"/></resource>
  <resource identifier="r5" type="webcontent" href="wiki_content/start.html"><file href="wiki_content/start.html"/></resource>
  <resource identifier="pic" type="webcontent" href="web_resources/line graph.png"><file href="web_resources/line graph.png"/></resource>
  <resource identifier="bank" type="imsqti_xmlv1p2/imscc_xmlv1p1/question-bank"><file href="bank.xml"/></resource>
  <resource identifier="tool" type="imsbasiclti_xmlv1p0"><file href="tool.xml"/></resource>
  <resource identifier="sheet" type="webcontent" href="web_resources/marks.xlsx"><file href="web_resources/marks.xlsx"/></resource>
  <resource identifier="set" type="associatedcontent/imscc_xmlv1p1/learning-application-resource" href="course_settings/canvas_export.txt"><file href="course_settings/canvas_export.txt"/></resource>{resources}
 </resources></manifest>"""


def item(ident: str, title: str, profile: str, presentation: str, processing: str, feedback: str = "") -> str:
    """Return an item of QTI 1.2 in the profile of cartridges."""
    field = (
        f"<qtimetadatafield><fieldlabel>cc_profile</fieldlabel><fieldentry>{profile}</fieldentry></qtimetadatafield>"
    )
    return (
        f'<item ident="{ident}" title="{title}"><itemmetadata><qtimetadata>{field}</qtimetadata></itemmetadata>'
        f"<presentation>{presentation}</presentation><resprocessing><outcomes><decvar maxvalue='100' minvalue='0'"
        f" varname='SCORE' vartype='Decimal'/></outcomes>{processing}</resprocessing>{feedback}</item>"
    )


def mat(text: str) -> str:
    """Return material with HTML."""
    return f'<material><mattext texttype="text/html"><![CDATA[{text}]]></mattext></material>'


def choice(many: bool, *labels: str) -> str:
    """Return choices, named from a on."""
    rows = "".join(
        f'<response_label ident="{chr(97 + n)}">{mat(label)}</response_label>' for n, label in enumerate(labels)
    )
    kind = "Multiple" if many else "Single"
    return f'<response_lid ident="response1" rcardinality="{kind}"><render_choice>{rows}</render_choice></response_lid>'


def right(condition: str, points: str = "100") -> str:
    """Return the rule that gives the points."""
    return (
        f'<respcondition continue="No"><conditionvar>{condition}</conditionvar>'
        f'<setvar action="Set" varname="SCORE">{points}</setvar></respcondition>'
    )


def shows(ident: str, name: str) -> str:
    """Return the rule that shows feedback to one choice."""
    return (
        f'<respcondition continue="Yes"><conditionvar><varequal respident="response1">{ident}</varequal></conditionvar>'
        f'<displayfeedback feedbacktype="Response" linkrefid="{name}"/></respcondition>'
    )


def equal(value: str, more: str = "") -> str:
    """Return that the answer is a value."""
    return f'<varequal respident="response1"{more}>{value}</varequal>'


FIB = '<response_str ident="response1" rcardinality="Single"><render_fib><response_label ident="answer1"/></render_fib></response_str>'


def quiz(*items: str, title: str = "Quiz on lines", holder: str = "assessment") -> str:
    """Return a whole QTI 1.2 document."""
    inner = f'<section ident="root_section">{"".join(items)}</section>' if holder == "assessment" else "".join(items)
    return (
        '<?xml version="1.0"?><questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">'
        f'<{holder} ident="q1" title="{title}">{inner}</{holder}></questestinterop>'
    )


QUIZ = quiz(
    item(
        "mc", "Steepness", "cc.multiple_choice.v0p1", mat("<p>Slope of \\(y=2x+1\\)?</p>") + choice(False, "1", "2", "x"),
        shows("a", "a_fb") + right(equal("b")), f'<itemfeedback ident="a_fb"><flow_mat>{mat("That is where it crosses.")}</flow_mat></itemfeedback>',
    ),
    item(
        "mr", "Several", "cc.multiple_response.v0p1", mat("Which are lines?") + choice(True, "y=x", "y=x^2", "y=3"),
        right(f"<and>{equal('a')}<not>{equal('b')}</not>{equal('c')}</and>"),
    ),
    item("tf", "True?", "cc.true_false.v0p1", mat("Lines are straight.") + choice(False, "True", "False"), right(equal("a"))),
    item("fib", "Word", "cc.fib.v0p1", mat("Rise over ____?") + FIB, right(equal("run", ' case="No"') + equal("the run", ' case="No"'))),
    item("pm", "Pattern", "cc.pattern_match.v0p1", mat("Say something") + FIB, right('<varsubstring respident="response1">run</varsubstring>')),
    item("es", "Essay", "cc.essay.v0p1", mat("Why?") + FIB, ""),
)  # fmt: skip


def canvas(version: str = "1.1.0", **more: str) -> dict[str, str | bytes]:
    """Return the files of a cartridge, by path."""
    return {
        "imsmanifest.xml": manifest(version, **more),
        "wiki_content/slope.html": (
            '<html><head><title>Slope</title></head><body><h2>Rise and run</h2><p onclick="x()">A line <b>rises</b> '
            '<img src="$IMS-CC-FILEBASE$/line%20graph.png?canvas_=1" alt="A rising line"> and '
            '<img class="equation_image" src="/equation_images/m" alt="LaTeX: \\frac{2}{1}" '
            'data-equation-content="\\frac{2}{1}">.</p><script>alert(document.cookie)</script>'
            '<p><a href="javascript:alert(1)">no</a> <a href="https://example.org/more">more</a> '
            '<iframe src="https://tracker.example"></iframe></p><table><tr><th>x</th><th>y</th></tr>'
            "<tr><td>1</td><td>3</td></tr></table></body></html>"
        ),
        "wiki_content/start.html": "<html><head><title>S</title></head><body><p>Welcome to the course.</p></body></html>",
        "web_resources/line graph.png": png(),
        "web_resources/marks.xlsx": b"PK\x03\x04",
        "r2.xml": '<webLink xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1"><title>Graphs</title><url href="https://www.desmos.com/calculator" target="_blank"/></webLink>',
        "r3.xml": '<topic xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imsdt_v1p1"><title>What is steep?</title><text texttype="text/html">&lt;p&gt;Which road is &lt;b&gt;steeper&lt;/b&gt;?&lt;/p&gt;</text></topic>',
        "r4/quiz.xml": QUIZ,
        "bank.xml": quiz(
            item("b1", "Banked", "cc.true_false.v0p1", mat("A bank.") + choice(False, "True", "False"), right(equal("b"))),
            title="Spare questions", holder="objectbank",
        ),
        "tool.xml": "<cartridge_basiclti_link/>",
        "course_settings/canvas_export.txt": "Q: What did the panda say?",
    }  # fmt: skip
