# The page of content: courses, imports and their reports.
content-title = Content
content-search = Search by title
courses-title = Courses
course-title = Course
course-owner = From
course-shared = Shared library
course-own = Your institution
course-language = Language
course-lessons = Lessons
course-items = Items
course-held = Held back
course-version = Version
course-license = Licence
course-adopt = Use a course in a section
course-adopt-text = The section goes over to the newest version of the course. What students have earned stays.
course-adopt-button = Use in this section
course-adopted = The section studies this course now.

import-new = Bring content in
import-new-text = Choose a file from another system or of your own: it becomes a course of your institution, and no class studies it before you let one. The shared library stays as it is.
import-formats = What can be brought in
import-formats-text = Common Cartridge (.imscc) of Canvas, Moodle, Blackboard and others; QTI 2 and 3; Moodle questions as GIFT or XML; Markdown, web pages, Word and PDF; videos (MP4, WebM) with captions (.vtt) beside them in one zip; H5P (.h5p) and SCORM 1.2; OATutor; and courses in our own format. What a file is, is told by what is in it, not by its name.
import-limits = At most { $package } MB for the file that you choose. In it, at most { $film } MB for a film and { $file } MB for any other file.
import-choose = Choose a file
import-packages = Ready in the data folder
import-start = Import
import-start-of = Import { $name }
upload-sending = Sending { $name }: { $share } %
upload-checking = { $name } has arrived and is being checked …
upload-cancel = Cancel
upload-too-large = The file is larger than { $most } MB, the most that can be sent here. Split it into several, or ask your operator to put it into the data folder.

imports-title = Imports
imports-none = No import has run yet. Choose a file above.
import-source = Package
import-kind = Kind
import-kind-oatutor = OATutor
import-kind-course = Course
import-kind-cartridge = Common Cartridge
import-kind-qti = QTI
import-kind-gift = Moodle GIFT
import-kind-moodle_xml = Moodle XML
import-kind-markdown = Markdown
import-kind-html = Web page
import-kind-word = Word
import-kind-pdf = PDF
import-kind-h5p = H5P
import-kind-scorm = SCORM 1.2
import-kind-files = Several files
import-started = Started
import-progress = { $done } of { $total } items
import-looking = Looking through the package …
import-state-waiting = Waiting
import-state-running = Running
import-state-stopping = Stopping
import-state-stopped = Stopped
import-state-interrupted = Interrupted
import-state-done = Done
import-state-failed = Failed
import-stop = Stop
import-stop-of = Stop { $name }
import-resume = Go on
import-resume-of = Go on with { $name }

page-turn-imports = Pages of imports
import-next-failed = No class sees anything of this import. Open the file in the program that it came from and save or export it once more, or choose another format from the list. Then choose the new file here:
import-next-go-on = What was read so far is kept, and no class sees it yet. Go on, or choose another file, here:
import-next-where = Content
import-back = Back to content
import-report-title = Report of an import
import-what = What
import-count = How many
import-rows = Written
import-rows-added = New items
import-rows-changed = Changed items
import-rows-unchanged = Unchanged items
import-rows-retired = Retired items
import-found = Met in the package
import-notes = Not read, and why
import-notes-text = { $held ->
    [0] Nothing was held back.
    [one] One thing was held back: no student sees it before somebody has looked at it.
   *[other] { $held } things were held back: no student sees them before somebody has looked at them.
}
import-wait-title = Waiting for your decision
import-wait-lead = The checks for written items looked at what came in and were not sure about these. Students do not see them. Where an item of the course was changed, they go on with the one before. What you leave out is not asked about again, unless it changes in its source.
import-wait-queue = See each question in the review queue
import-wait-item = Item
import-wait-fit = Looks fit
import-wait-all-reasons = All reasons
import-wait-times = { $why } ({ $times })
import-wait-let-in = Let in
import-wait-let-in-of = Let in: { $title }
import-wait-leave = Leave out
import-wait-leave-of = Leave out: { $title }
import-wait-all-in = { $items ->
    [one] Let this one in
   *[other] Let all { $items } in
}
import-wait-all-out = { $items ->
    [one] Leave this one out
   *[other] Leave all { $items } out
}
import-wait-sure-in = { $items ->
    [one] One item comes into its course, as a new version.
   *[other] { $items } items come into their courses, as a new version. Look at some of them before you say yes.
}
import-wait-sure-out = { $items ->
    [one] One item stays outside its course.
   *[other] { $items } items stay outside their courses.
}
import-wait-yes = Yes, do so
import-wait-in = { $items ->
    [one] One item was let in. Classes get it when they go over to the new version.
   *[other] { $items } items were let in. Classes get them when they go over to the new version.
}
import-wait-out = { $items ->
    [one] One item was left out.
   *[other] { $items } items were left out.
}
page-turn-held = Pages of what waits
review-kind-import = Imported item
import-notes-none = Everything was read.
import-held = Held back
import-noted = Noted
import-refused = Left out
import-why = Why
import-times = Times
import-places = For example
import-found-courses = Courses
import-found-lessons = Lessons
import-found-problems = Problems
import-found-items = Items
import-found-items_published = Items to practise with
import-found-items_in_review = Items held back
import-found-steps = Steps
import-found-hints = Hints
import-found-sub_hints = Hints within hints
import-found-scaffolds = Small questions among the hints
import-found-skills = Skills named
import-found-skills_stored = Skills stored
import-found-q_matrix_entries = Links from steps to skills
import-found-figures_left_out = Figures left out
import-found-answers_choice = Answers: one choice
import-found-answers_multiple_choice = Answers: several choices
import-found-answers_numeric = Answers: numbers
import-found-answers_expression = Answers: expressions
import-found-answers_text = Answers: text
import-found-files = Files
import-found-files_markdown = Markdown files
import-found-files_html = Web pages
import-found-files_word = Word documents
import-found-files_pdf = PDF documents
import-found-files_gift = Files with GIFT questions
import-found-files_moodle_xml = Files with Moodle questions
import-found-files_qti = Files with QTI questions
import-found-files_h5p = H5P packages
import-found-files_video = Video files
import-found-readings = Texts
import-found-videos = Videos
import-found-questions = Questions
import-found-questions_refused = Questions left out
import-found-interactives = Interactive tasks
import-found-links = Links
import-found-discussions = Discussions

# Taking a course along to another system.
cartridge-title = Take a course along
cartridge-text = A course as a Common Cartridge 1.3, for Canvas, Moodle, Blackboard and others: its texts, pictures and videos, what the class discusses, and all questions that the format can say. You see first what it cannot say.
cartridge-course = Course
cartridge-make = Make the cartridge
cartridge-made = The cartridge of { $title } is ready: { $readings } texts and { $questions } questions.
cartridge-all-in = Everything of the course is in it.
cartridge-left = Not in the cartridge, and why
cartridge-download = Download the cartridge
cartridge-reason-several-steps = It has several steps; a question of a cartridge has one.
cartridge-reason-nothing-asked = There is nothing in it that a cartridge could hold.
cartridge-reason-interactive = It is a program of others, which stays here.
cartridge-reason-simulation = It is answered in a simulation.
cartridge-reason-answer-kind = It is answered in a way that cartridges do not know: an order, pairs, a table, a formula, a picture or a line.
cartridge-reason-tolerance = Its answer is a number within a tolerance, which cartridges do not know.
cartridge-reason-template-as-one-example = It has new numbers for everybody here; the cartridge holds one example.
cartridge-reason-number-as-words = Its answer is a number; other systems compare it letter by letter.
cartridge-reason-hints = Its hints are in, but many systems pass over them; small questions among the hints stay here.
cartridge-reason-explanations = Its other explanations stay here; the text itself is in.
cartridge-reason-text-of-a-video = The sentence before the video stays here; the video is in.
