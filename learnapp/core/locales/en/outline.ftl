# The structure of one's own courses: lessons, topics, standards, and courses begun from nothing.
help-outline = The lessons of a course in their order, each with its topics and contents. Add, rename, move and remove them with the buttons; everything is a draft that no student sees. Hand it in, an administrator approves and publishes it as a new version. Each topic can name the standard that it serves, which is suggested or looked up, and the topics that it needs first. What students have answered stays.
news-outline = Write a whole course of your own
news-outline-text = Under “Edit courses” you begin a course from nothing: lessons, topics with their standards, tasks. Lessons can be moved, renamed and removed; every change waits for approval, and answers stay.
outline-page = Lessons and topics
outline-begin = Begin a course of your own
outline-begin-text = You write it from nothing: lessons first, then topics, then tasks. No student sees it before an administrator has published it.
outline-begin-button = Begin the course
outline-title = Title of the course
outline-subject = Subject
outline-description = What it is about
outline-grade-from = From grade
outline-grade-to = To grade
outline-no-grade = Not said
outline-grade-0 = Kindergarten
outline-grade-1 = Grade 1
outline-grade-2 = Grade 2
outline-grade-3 = Grade 3
outline-grade-4 = Grade 4
outline-grade-5 = Grade 5
outline-grade-6 = Grade 6
outline-grade-7 = Grade 7
outline-grade-8 = Grade 8
outline-grade-9 = Grade 9
outline-grade-10 = Grade 10
outline-grade-11 = Grade 11
outline-grade-12 = Grade 12
outline-for-grade = Grade { $grade }
outline-for-grades = Grades { $low } to { $high }
outline-licence-0 = CC BY 4.0: others may use it and must name you
outline-licence-1 = CC BY-SA 4.0: the same, and changed copies stay as free
outline-licence-2 = CC BY-NC-SA 4.0: the same, but not for money
outline-licence-3 = CC0 1.0: everybody may do anything with it
outline-licence-4 = All rights reserved: it stays in your institution
outline-attribution = Who is to be named
outline-not-yet = none yet
outline-unpublished = Not published yet: no student sees it
outline-facts = Change title, subject, grades, licence
outline-items = Tasks and their drafts
outline-numbered = { $number }. { $title }
outline-no-lessons = This course has no lesson yet
outline-no-lessons-text = Add the first lesson below. Then give it topics, and tasks for each topic.
outline-add-lesson = Add a lesson
outline-lesson-title = Title of the lesson
outline-lesson-added = The lesson “{ $title }” is added.
outline-rename = Rename
outline-remove = Remove
outline-up = Move “{ $title }” up
outline-down = Move “{ $title }” down
outline-moved = “{ $title }” is now number { $number } of { $total }.
outline-remove-what = It has { $topics ->
    [one] 1 topic
   *[other] { $topics } topics
  } and { $contents ->
    [one] 1 content
   *[other] { $contents } contents
  }. What becomes of them?
outline-remove-empty = The lesson is empty. Remove it?
outline-to = To this lesson
outline-to-nowhere = Take them out of the course
outline-remove-text = What is taken out is no longer given to students with the next version. Their answers and what they have learnt stay. Drafts of contents that are taken out are thrown away then.
outline-remove-yes = Remove the lesson
outline-lesson-removed = The lesson is removed.
outline-topics = Topics
outline-no-topics = No topic yet.
outline-add-topic = Add a topic
outline-topic-name = Name of the topic
outline-topic-about = What a student can do then
outline-topic-added = The topic “{ $name }” is added. Choose its standard, or close.
outline-topic-removed = The topic is removed.
outline-topic-stays = { $count ->
    [one] Cannot be removed: 1 content has it
   *[other] Cannot be removed: { $count } contents have it
  }
outline-topic-move-text = Contents that begin with this topic go along.
outline-move-topic = Another lesson
outline-move = Move
outline-words = Edit
outline-standard = Standard
outline-without-standard = No standard
outline-standard-of = Standard of “{ $topic }”
outline-standard-text = Codes of the Common Core and the NGSS; the descriptions are in our own words.
outline-suggested = These seem to fit, by the words of the topic and its contents. Look before you choose.
outline-none-suggested = Nothing is suggested: the topic says too little, or it is neither in English nor in Spanish. Look one up below.
outline-found = Found for “{ $words }”:
outline-none-found = Nothing was found for “{ $words }”. Try the beginning of a code, such as 6.EE, or other words.
outline-alike = { $share } % alike
outline-use = Use this one
outline-standard-find = Look up by code or words
outline-no-standard = No standard
outline-close = Close
outline-contents = { $count ->
    [0] no contents
    [one] 1 content
   *[other] { $count } contents
  }
outline-contents-head = Contents
outline-no-contents = Nothing yet.
outline-more = { $count ->
    [one] 1 more content
   *[other] { $count } more contents
  }
outline-loose = Topics without a lesson
outline-loose-text = They came in with contents. Give each a lesson, or it is never taught.
outline-stray = { $count ->
    [one] 1 content stands in no lesson. Open the list and give it a topic of a lesson.
   *[other] { $count } contents stand in no lesson. Open the list and give each a topic of a lesson.
  }
outline-needs = Needs first
outline-needs-first = Needs first:
outline-needs-of = What “{ $topic }” needs first
outline-needs-text = A topic opens for a student when what it needs is mastered. This holds with the next version; a class can set it otherwise on its own page.
outline-needs-nothing = Nothing: it is open from the beginning.
outline-needs-add = It needs
outline-need-added = The prerequisite is added.
outline-need-removed = The prerequisite is taken away.
outline-prerequisites-class = What needs what in a class of yours, where that is set otherwise
outline-overtaken = Somebody has changed the lessons or topics meanwhile. They are shown as they are now, and what you have typed is still there: look at them, then send it again.
outline-draft = Your change of lessons and topics
outline-way-draft = A draft: no student sees it. Hand it in when it is ready.
outline-way-review = It waits for an administrator. Changing it again makes it a draft again.
outline-way-approved = Approved. It reaches students with the next version.
outline-approved = Approved.
outline-returned = Sent back.
outline-discard = Throw the change away
outline-discard-sure = All changes of lessons and topics since the last version go. Contents stay.
outline-discard-yes = Yes, throw it away
outline-discarded = The change is gone.
outline-delete = Delete this course
outline-delete-sure = Nothing of it was ever published. All its lessons, topics and drafts are deleted for good.
outline-delete-yes = Yes, delete it
outline-classes = Who studies it
outline-classes-later = Classes can be given the course once a version is published.
outline-classes-admin = An administrator gives it to further classes, here on this page.
outline-studied = { $count ->
    [0] No class studies it yet.
    [one] 1 class studies it.
   *[other] { $count } classes study it.
  }
outline-class = Class
outline-class-busy = { $title } (studies another course now)
outline-class-same = { $title } (studies this course)
outline-give = Give it this course
outline-give-text = The class gets the newest version at once. What its students have done in another course stays.
outline-given = { $title } studies version { $version } now.
outline-versions = What changed with earlier versions
outline-no-versions = Lessons and topics have not been changed here yet.
structure-course-title = Title of the course
structure-course-subject = Subject
structure-course-description = What the course is about
structure-course-grade-band = Grades
structure-course-license = Licence
structure-course-attribution = Who is to be named
structure-lesson-added = New lesson: { $name }
structure-lesson-renamed = A lesson has another title
structure-lesson-removed = Lesson removed with its contents: { $name }
structure-lesson-moved-into = Lesson “{ $name }” goes into “{ $other }”
structure-lessons-ordered = Order of the lessons: { $name }
structure-topic-added = New topic: { $name } ({ $other })
structure-topic-removed = Topic removed: { $name }
structure-topic-renamed = A topic has another name
structure-topic-described = Description of “{ $name }”
structure-topic-moved = Topic “{ $name }” is taught in “{ $other }”
structure-topic-standard = Standard of “{ $name }”: { $other }
structure-topic-no-standard = “{ $name }” has no standard any more
structure-need-added = “{ $name }” needs “{ $other }” first
structure-need-removed = “{ $name }” no longer needs “{ $other }”
structure-topics-ordered = Order of the topics in “{ $name }”: { $other }
trail-thing-structure = Lessons and topics of a course
trail-verb-delete = delete
