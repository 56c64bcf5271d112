# Writing items of one's own courses: drafts, checks, versions.
help-author = Courses that you may edit. Open an item, write (also the texts of items with new numbers each time), and see at the side how students will see it. A draft is seen by no student: hand it in, an administrator approves it, and everything approved becomes a new version of the course. What was answered before stays as it was. Tick several rows to change their topic or age at once. Where a language model is set up, it suggests hints, explanations and tasks beside the form; a certified reviewer approves them.
news-authoring = Write and change items of your own courses
news-authoring-text = Under “Edit courses”: items with a preview, checks, review and versions. A shared course can be copied to make it yours. Students keep what they have answered.
author-title = Edit courses
author-lead = Here you change the courses of your institution. Nothing reaches students before it is approved and published.
author-none = There is no course of your own yet
author-none-text = Begin one below, copy a shared course, or bring one in on the page Content. Teachers see the courses that they have begun and those that their classes study.
author-classes = Classes
author-copy = Make a shared course your own
author-copy-text = The newest version is copied under the same topics and items. Classes stay with the shared course until you publish your own version and let them go over; what students have done goes along.
author-copy-which = Shared course
author-copy-button = Copy this course
author-course-line = { $classes ->
    [one] Version { $version }, studied by 1 class
   *[other] Version { $version }, studied by { $classes } classes
  }
author-state = Draft
author-state-none = No draft
author-state-draft = Draft
author-state-review = In review
author-state-approved = Approved
author-state-held = Held: please look
author-any = All
author-search = Find an item
author-topic = Topic
author-all = Choose
author-item = Item
author-what = What it is
author-reading = Reading level
author-age = Age
author-access = For everybody
author-grade = Grade { $grade }
author-short = Too short to say
author-from-age = From { $age } years
author-every-age = Every age
author-barriers = { $count ->
    [one] 1 barrier
   *[other] { $count } barriers
  }
author-added = New
author-retired = Taken out
author-template = New numbers each time
author-choose = Choose “{ $title }”
author-choose-all = Choose all of this page, or none
author-chosen = { $count ->
    [one] 1 item chosen
   *[other] { $count } items chosen
  }
author-set-topic = Topic
author-topic-how = What about their topics
author-topic-only = They practise only
author-topic-also = They practise also
author-topic-not = They no longer practise
author-set-age = Youngest age
author-as-it-is = Leave as it is
author-change = Change them
author-changed = { $count ->
    [one] 1 draft written.
   *[other] { $count } drafts written.
  }
author-submit = Hand in their drafts
author-submitted = { $count ->
    [one] 1 draft handed in.
   *[other] { $count } drafts handed in.
  }
author-approve = Approve what nothing speaks against
author-approved = { $count ->
    [one] 1 draft approved.
   *[other] { $count } drafts approved.
  }
author-left = { $count ->
    [one] 1 stays as it was
   *[other] { $count } stay as they were
  }
author-why-changed = Somebody has changed it since you saw it. Look at it once more.
author-why-held = The checks hold it. Open it and decide it by itself.
author-why-generated = A language model wrote something of it. Only certified reviewers decide about that.
author-why-not-waiting = It is not handed in, or was decided already.
author-why-no-draft = It has no draft that could be handed in or approved.
author-publish-title = { $count ->
    [one] 1 approved change waits
   *[other] { $count } approved changes wait
  }
author-publish-text = They become one new version. What students have answered stays, and is shown in the words that they were asked.
author-move = { $count ->
    [one] Let the class that studies this course go over now
   *[other] Let all { $count } classes that study this course go over now
  }
author-move-shared = { $count ->
    [one] And the class that studies the shared course
   *[other] And the { $count } classes that study the shared course
  }
author-publish = Publish a new version
author-published = Version { $version } is published with { $items ->
    [one] 1 change
   *[other] { $items } changes
  }; { $classes ->
    [one] 1 class went over.
   *[other] { $classes } classes went over.
  }
author-order = { $count ->
    [0] The order of the course: all right
    [one] The order of the course: 1 thing to look at
   *[other] The order of the course: { $count } things to look at
  }
author-order-good = Every topic has lessons and tasks, and nothing is asked before it is taught.
author-prerequisites = Edit what needs what
finding-circle = “{ $topic }” needs itself in the end, so it never opens.
finding-topic-without-lesson = No lesson teaches “{ $topic }”.
finding-topic-without-content = There is nothing about “{ $topic }”.
finding-topic-without-practice = There is no task for “{ $topic }”, so nobody can master it.
finding-topic-loose = “{ $topic }” needs nothing and nothing needs it.
finding-needs-later-topic = “{ $topic }” needs “{ $other }”, which comes later in the lessons.
finding-item-before-its-topic = “{ $item }” asks for “{ $topic }”, which a later lesson teaches.
finding-item-without-topic = “{ $item }” has no topic of this course.
author-weak = Weak items in use
author-weak-text = What came in by an import has not been through the checks. Look all items through; open what is found, put it right and hand it in, or take it out of the course.
author-weak-look = Look them through
author-weak-looking = Looking …
author-weak-found = { $count ->
    [one] 1 of { $all } items would be held today. The weakest come first.
   *[other] { $count } of { $all } items would be held today. The weakest come first.
  }
author-weak-none = None of { $all } items would be held today.
author-no-items = No item is like this
author-no-items-text = Choose another topic or state, or go back to the list.
author-add = Add an item
author-new-title = Title of the new item
author-kind = Kind of answer
author-add-button = Begin
author-add-task = Add a task
author-add-task-to = Add a task to “{ $lesson }”
author-add-needs-topic = Add a topic first: tasks, readings and videos belong to a topic.
author-answer-choice = One of several choices
author-answer-multiple_choice = Several choices
author-answer-numeric = A number
author-answer-expression = A formula
author-answer-text = A word or list
author-answer-short_text = A few words
author-answer-ordering = Put in order
author-answer-matching = Match pairs
author-answer-table = Fill a table
author-answer-picture = A place on a picture
author-answer-line = Draw a line
author-answer-simulation = A simulation
author-item-title = Title
author-body = Text above the steps
author-prompt = Question
author-fixed = The layout of this step (table, picture, line or simulation) is kept. Its words, hints and feedback can be changed here.
author-tolerance = May differ by
author-accepted = Right answers, one on each line
author-choices = Choices, one on each line
author-wrong = Wrong answers and what helps
author-wrong-answer = If somebody answers
author-wrong-because = they read
author-hints = Hints
author-hint-new = One more hint
author-hint-hint = Hint { $number }
author-hint-scaffold = Smaller question { $number }
author-hint-bottom_out = Hint { $number }, which tells all
author-solution = Worked solution
author-template-text = This item makes a new task for every student and every try. Its texts hold terms in double brackets, which are filled in for each. While you write, the examples beside the form are made anew; nothing that would not hold for all tasks is taken.
author-vary = What varies, one on each line
author-where = Conditions, one on each line
author-tasks = Examples ({ $count })
author-topics = Topics
author-topics-text = What the item practises. It stands in the lesson of the first one.
author-min-age = Youngest age
author-minutes = Minutes
author-save = Save draft
author-save-text = No student sees it yet.
author-overtaken = Somebody else has saved this item since you opened it.
author-overtaken-text = What you have written is still here and not saved. Saving it over theirs would change this:
author-overtaken-over = Save mine over theirs with the next press on “Save draft”
author-overtaken-theirs = Show theirs instead; mine goes
author-leave-unsaved = What you have written is not saved. Leave the page all the same?
author-saved = Saved.
author-preview = As students see it
author-preview-text = Answer and take hints: it is graded as for students, and nothing is kept.
author-unshown = It cannot be shown yet.
author-back = Back to the course
author-checks = What the checks say
author-standards = Standards that it may serve
author-standards-text = Found by alike words, in our own descriptions of the standards. A suggestion, no judgement; for English and Spanish texts.
author-samples = Sample answers ({ $count })
author-samples-title = How the stated answers are graded
author-step = Step
author-sample = Answer
author-graded = Graded as
author-told = What the student reads
author-not-judged = Not judged
author-changes = { $count ->
    [one] What this draft changes: 1 part
   *[other] What this draft changes: { $count } parts
  }
author-versions = Versions
author-version = Version { $number }
author-version-by = Written by { $who }
author-version-ok = Approved by { $who }
author-version-retired = Taken out of the course.
author-version-review = Held back.
author-version-first = This is where it began.
author-version-same = Nothing that can be edited here has changed.
author-names = What can stand in double brackets
author-names-text = With what each was in the examples. Terms go too, such as {"[["}a + b]], and forms after a bar: {"[["}a/b|frac]], {"[["}b|signed]], {"[["}a|coef]].
author-numbers = What the numbers may be
author-answer-term = Right answer:
author-wrong-term = Who answers { $answer } reads
author-right = Right answer:
author-task = Task { $number }
author-tasks-text = Made with what you have written, saved or not: the question, and everything that a student may come to read.
author-tasks-before = These are the tasks before what you have written last, which cannot be taken yet:
author-tasks-label = Examples of tasks
author-explanations = Other explanations
author-explanations-text = Offered beside the items of the topic. They stand with every task, so nothing is filled in here. One that is left empty goes.
author-explanation-alt = What the picture shows, in words
template-problems = This cannot be saved yet. What you have written is still there.
template-asks-nothing = It asks nothing. Write the question.
template-bracket = A double bracket is opened and not closed, or the other way round. Write each term as {"[["}a]].
template-unknown = “{ $value }” does not vary in this item. Use one of the names above, or add it to what varies.
template-term = { $value } has no value in some tasks, or asks for a form that there is not. Correct the term.
template-formula = A formula cannot be drawn in some tasks: a dollar sign or a brace is open. It becomes: { $value }
template-hint-tells = It gives the answer away before the last hint: { $value } Say how to go on, not what comes out.
template-question-tells = The question tells its own answer: { $value } Leave that out.
template-explanation = It stands beside every task, so nothing is filled in there. Write it without double brackets.
template-refused = The grader would refuse the stated answer { $value }. Change what varies, or its conditions.
template-proof = Worked out by SymPy, a task comes to something else: { $value }. Change what varies, or its conditions.
template-no-task = No tasks can be made: { $value }
template-field = { $value }
part-explanations = Other explanations
part-title = Title
part-body = Text
part-topics = Topics
part-age = Youngest age
part-minutes = Minutes
part-status = Whether it is in the course
part-vary = What varies
part-where = Conditions
part-prompt = Question
part-kind = Kind of answer
part-choices = Choices
part-accepted = Right answers
part-tolerance = May differ by
part-wrong = Wrong answers and what helps
part-hints = Hints
part-solution = Worked solution
author-way-none = This is how students see it now. Change something and save: that begins a draft.
author-way-draft = A draft. When it is ready, hand it in.
author-way-review = It waits for an administrator. Saving it again takes it back.
author-way-approved = Approved. It reaches students with the next version.
author-words-were = Why it was decided so: { $words }
author-hand-in = Hand in
author-handed-in = Handed in.
author-held-text = The checks below found something that a person has to look at. If it is all right, approve it here.
author-words = A word to its author
author-decision = Decision
author-approve-one = Approve
author-return = Send back
author-decide = Decide
author-one-approved = Approved.
author-one-returned = Sent back.
author-to-publish = Go and publish
author-discard = Throw the draft away
author-discard-sure = All that this draft changes goes, and what you have typed with it. It does not come back.
author-discard-yes = Yes, throw it away
author-discarded = The draft is gone.
author-retire = Take out of the course
author-bring-back = Bring back
review-kind-draft = Draft of an item
draft-held-quality = It looks as if something is missing or wrong: hints, key or wording.
draft-held-fault = It has a fault with which it cannot be asked.
draft-held-barrier = Somebody who cannot see or hear it would be left out.
draft-held-age = It may not suit the age of the class.
draft-held-order = It asks for something that only a later lesson teaches, or for no topic of its course.
draft-held-standard = It seems to serve another standard than its topic’s.
check-picture-without-words = A picture has no description
check-film-without-captions = The video has no captions
check-captions-not-in-language = The captions are in another language
check-captions-after-film = Captions go on after the video has ended
check-film-without-text = The video has no text to read instead
check-link-without-words = A link does not say where it leads
check-formula-broken = A formula cannot be drawn
check-answer-given-away = The question tells its answer
check-choice-twice = A choice stands twice
check-no-answer = There is no right answer
check-answer-not-offered = The right answer is not among the choices
check-no-hints = There are no hints
check-no-solution = There is no worked solution
check-age-words = Words for older students: { $value }
check-age-safety = The safety rules would hold this text
check-age-reading = It reads much harder than the class’s grades
check-age-rating = It is rated for older students than the youngest of the class
check-later-topic = Only a later lesson teaches “{ $value }”
check-other-topic = Its words are more like those of “{ $value }”
check-standard = Fits its topic’s standard: { $value }
check-quality = Looks fit to be shown: { $value }
check-quality-low = Looks as if something is missing or wrong ({ $value } fit)
check-hints-lead-elsewhere = The last hint does not lead to the right answer
check-solution-leads-elsewhere = The worked solution does not name the right answer
check-first-hint-tells = The first hint tells the answer already
check-answer-in-question = The answer stands in the question
check-question-breaks-off = The question breaks off
check-choices-alike = Two choices are the same but for signs
check-reading = Reads like grade { $value }
check-reading-short = Too short for a reading level ({ $value } words)
check-no-barriers = No barrier found for who cannot see or hear it
trail-thing-draft = Draft of an item
trail-thing-course_draft = Draft of a course
trail-verb-submit = hand in
trail-verb-return = send back
trail-verb-discard = throw away
trail-verb-publish = publish

# What a language model suggests to authors.
suggest-title = Suggestions of a language model
suggest-text = A model drafts from the passages of this course. What the checks cannot find there is left out, a task is solved once more without its key, and students see nothing until a certified reviewer has approved it. Texts leave this server without names.
suggest-template-text = This item makes many tasks. Hints are written with what varies in double brackets, such as {"[["}a]], and are tried with twelve tasks: only what is right for all of them stays. They come before the last hint.
suggest-hints = Suggest hints
suggest-practice = Suggest a further task like this
suggest-way = Explain the topic in another way
suggest-explanation = Suggest an explanation
suggest-waiting = The model is writing, and what it writes is being checked…
suggest-in-draft = This stands in the draft now. Read it, change it, then hand it in.
suggest-made-worked = A new task, which came to the same answer when its formula was worked out. It waits in the review queue.
suggest-made-outside = A new task, which came to the same answer in a service that calculates. It waits in the review queue.
suggest-made-again = A new task, which came to the same answer in a second pass without its key. It waits in the review queue.
suggest-made- = A new task.
suggest-open = Open the new task
suggest-nothing = Nothing that the model wrote holds. Nothing has changed.
suggest-dropped = { $count ->
    [one] 1 thing was left out
   *[other] { $count } things were left out
 }
suggest-told = It gives the answer away.
suggest-term = It names something that does not vary in this template.
suggest-unsafe = It reads like an order, or is not fit for students.
suggest-personal = It names a person.
suggest-alike = The course has this task already.
suggest-short = Too little of the explanation holds.
suggest-unreadable = Its answer cannot be read as an answer to the task.
suggest-unsolved = Nobody could solve it without its key.
suggest-wrong = Solved without its key, it came to another answer.
suggest-generated = Written by a language model
suggest-generated-text = These words of the draft were suggested by a language model and have passed the checks. Only a certified reviewer can approve the draft.
suggest-part-hints = Hint
suggest-part-explanation = Explanation
suggest-part-task = Task
suggest-part-answer = Answer
suggest-part-solved = Solved once more
suggest-solved-worked = by working out its formula, with the same result
suggest-solved-outside = by a service that calculates, with the same result
suggest-solved-again = by a second pass without the key, with the same result
draft-held-generated = A language model wrote some of it. A certified reviewer has to look at it.
