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
import-new-text = Choose an OATutor package or a course in our own format, packed as zip or tar. It becomes your institution’s own content; the shared library stays as it is.
import-choose = Choose a package
import-packages = Ready in the data folder
import-start = Import
import-start-of = Import { $name }
upload-sending = Sending { $name }: { $share } %
upload-checking = { $name } has arrived and is being checked …
upload-cancel = Cancel

imports-title = Imports
imports-none = No import has run yet. Choose a package above.
import-source = Package
import-kind = Kind
import-kind-oatutor = OATutor
import-kind-course = Course
import-started = Started
import-progress = { $done } of { $total } problems
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
    [one] One thing was held back: it waits as “in review” and no student sees it.
   *[other] { $held } things were held back: they wait as “in review” and no student sees them.
}
import-notes-none = Everything was read.
import-held = Held back
import-noted = Noted
import-why = Why
import-times = Times
import-places = For example
