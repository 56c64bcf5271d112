# Tests: as teachers make them, as students take them, and what came of them.
quiz-title = Test
quiz-card = Your tests
quiz-turn = Pages of your tests
quiz-results = My test results
quiz-results-turn = Pages of results
quiz-result-of = handed in { $at }
quiz-results-none = No test is handed in yet
quiz-results-none-text = What you hand in stands here, also long after a test has closed.
quiz-state-running = You have begun
quiz-state-open = To do
quiz-state-ahead = Not open yet
quiz-state-results = Results
quiz-state-done = Handed in
quiz-state-closed = Closed
quiz-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
  }
quiz-no-limit = No time limit
quiz-opens = Opens { $when }
quiz-closes = Closes { $when }
quiz-before = Before you begin
quiz-rule-fixed = You see one question at a time. You can go back, change answers, and mark questions to come back to.
quiz-rule-mastery_check = You see one question at a time, about several topics. You cannot go back to a question.
quiz-rule-adaptive = The next question depends on your answers, so everybody gets other ones. You cannot go back. Some will be hard: that is meant so.
quiz-rule-placement = A few questions find out where you stand. Some will be about things you have not learned yet: that is fine. You cannot go back.
quiz-rule-line = It ends as soon as it is clear whether you would get { $cut } % of all questions about these topics right, or not yet.
quiz-rule-minutes = { $count ->
    [one] You have 1 minute. The clock runs from the moment you begin, also when you close the page.
   *[other] You have { $count } minutes. The clock runs from the moment you begin, also when you close the page.
  }
quiz-rule-no-limit = Take the time that you need.
quiz-rule-until-closing = The test closes { $when }. Your time ends then, also in the middle of a question.
quiz-rule-beyond = The test closes { $when }. Begin before that: you have all of your time, also beyond it.
quiz-rule-breaks = { $count ->
    [one] You may take 1 break, in which the clock stands still.
   *[other] You may take { $count } breaks, in which the clock stands still.
  }
quiz-rule-attempts = { $count ->
    [0] You have no attempt left.
    [one] You have 1 attempt.
   *[other] You have { $count } attempts left.
  }
quiz-rule-help = There are no hints, and nothing tells you whether an answer is right until the results are shown.
quiz-rule-saved = Every answer is saved at once. If the connection is lost, open the test again, on any device.
quiz-rule-shown-submitted = You see your results when you hand it in.
quiz-rule-shown-closed = You see your results when the test has closed.
quiz-rule-shown-released = You see your results when your teacher shows them.
quiz-begin = Begin now
quiz-go-on = Go on
quiz-cannot-begin = This test cannot be begun now.
quiz-clock = Time left:
quiz-clock-hide = Hide the clock
quiz-clock-show = Show the clock
quiz-clock-told = { $minutes ->
    [one] 1 minute left.
   *[other] { $minutes } minutes left.
  }
quiz-overview = Questions of the test
quiz-place = Question { $number }
quiz-place-answered = answered
quiz-place-open = open
quiz-place-flagged = marked
quiz-question = Question { $number }
quiz-question-of = Question { $number } of { $count }
quiz-saved = Saved.
quiz-half = What you have so far is kept. It counts when every part is filled in.
quiz-save = Save
quiz-save-on = Save and go on
quiz-next-step = Save, next step
quiz-skip = Go on without an answer
quiz-flag = Mark to come back
quiz-unflag = Marked
quiz-no-way-back = You cannot come back to this question.
quiz-break = { $count ->
    [one] Take a break ({ $minutes } min, 1 left)
   *[other] Take a break ({ $minutes } min, { $count } left)
  }
quiz-paused = You are on a break
quiz-paused-text = { $minutes ->
    [one] The clock stands still for up to 1 minute. After that it runs on by itself.
   *[other] The clock stands still for up to { $minutes } minutes. After that it runs on by itself.
}
quiz-rest = Left of the break:
quiz-rest-then = { $minutes ->
    [0] After it you have less than a minute of the test.
    [one] After it you have 1 minute of the test.
   *[other] After it you have { $minutes } minutes of the test.
  }
quiz-rest-told = { $minutes ->
    [one] 1 minute of the break left.
   *[other] { $minutes } minutes of the break left.
  }
quiz-rest-over = The break is over. The clock runs.
quiz-end-break = End the break
quiz-taken-out = { $count ->
    [one] One question was taken out of this test. It does not count.
   *[other] { $count } questions were taken out of this test. They do not count.
  }
quiz-nothing-left = There is no question left. Hand the test in.
quiz-hand-in = Hand in
quiz-open-questions = { $count ->
    [one] One question has no answer yet:
   *[other] { $count } questions have no answer yet:
  }
quiz-all-answered = Every question has an answer.
quiz-hand-in-sure = After you hand it in, nothing can be changed.
quiz-hand-in-yes = Yes, hand it in
quiz-hand-in-no = Not yet
quiz-handed-in = Your test is handed in.
quiz-ended-time = The time ran out. What you had answered until then was handed in.
quiz-shown-at = You see your results here from { $when }.
quiz-shown-later = You see your results here when your teacher shows them.
quiz-shown-soon = You see your results here soon, when all work is handed in.
quiz-result = Results
quiz-attempt = attempt { $number }
quiz-again = { $count ->
    [0] Go on
    [one] Try again (1 attempt left)
   *[other] Try again ({ $count } attempts left)
  }
quiz-score = { $count ->
    [0] No question of this test counts.
    [one] { $share } % reached on 1 question.
   *[other] { $share } % reached on { $count } questions.
  }
quiz-score-adaptive = { $count ->
    [one] By 1 question: you would get about { $share } % of all questions about these topics right.
   *[other] By { $count } questions: you would get about { $share } % of all questions about these topics right.
  }
quiz-score-between = With other questions about the same things it would most likely be between { $low } % and { $high } %.
quiz-between = most likely { $low } % to { $high } %
quiz-passed = Passed (from { $cut } %)
quiz-grade-sent = Your grade was passed on to { $to }.
quiz-grade-waiting = Your grade is on its way to { $to }.
quiz-not-passed = Not passed yet (from { $cut } %)
quiz-line-sure = By your answers this is right with { $sure } % certainty.
quiz-line-unsure-above = Your answers do not tell for sure whether you are above the line of { $cut } %. More likely you are ({ $sure } %).
quiz-line-unsure-below = Your answers do not tell for sure whether you are above the line of { $cut } %. More likely not yet ({ $sure } %).
quiz-gone-count = { $count ->
    [one] One question had a mistake and does not count.
   *[other] { $count } questions had a mistake and do not count.
  }
quiz-topics = Topic by topic
quiz-topic-share = { $count ->
    [one] { $share } % on 1 question
   *[other] { $share } % on { $count } questions
  }
quiz-topic-few = { $count ->
    [one] 1 question: not enough to say how sure you are here.
   *[other] { $count } questions: not enough to say how sure you are here.
  }
quiz-placed = Where you stand
quiz-placed-what = What was not asked follows from what was: who can do a topic can usually do what it builds on.
quiz-placed-known = Known
quiz-placed-not_yet = Not yet
quiz-placed-unsure = Not sure
quiz-placed-asked = asked about, known with { $value } %
quiz-placed-follows = follows from other answers, known with { $value } %
quiz-practise = Practise
quiz-questions = Question by question
quiz-right = Right
quiz-partly = Partly right
quiz-wrong = Not right
quiz-unread = Could not be read
quiz-unread-why = Nobody could tell from this what you meant, so it brought no points.
quiz-unanswered = No answer
quiz-gone = Does not count
quiz-gone-why = This question had a mistake. It counts for nobody.
quiz-you-said = Your answer
quiz-absent = There is no such test
quiz-absent-text = Your tests stand on Today.
quiz-under-test-title = This question is part of a test
quiz-under-test = You can practise it when the results of your test are shown.

assess-title = Tests
assess-lead = Make a test of questions that you choose, or of topics from which questions are drawn. Answers count for mastery like all others, as soon as the results are shown.
assess-none = No test yet
assess-none-text = Make the first one below. Nobody sees it before you give it to the class.
assess-new = Make a test
assess-name = Title
assess-class = Class
assess-kind = What kind of test?
assess-kind-fixed = Chosen questions
assess-kind-fixed-what = You choose the questions; students may go back.
assess-kind-mastery_check = Mastery check
assess-kind-mastery_check-what = So many questions of each topic are drawn for every student, from easy to hard.
assess-kind-adaptive = Adaptive test
assess-kind-adaptive-what = Each answer chooses the next question, until it is exact enough.
assess-kind-placement = Placement
assess-kind-placement-what = Few questions find out what new students know already.
assess-create = Make it
assess-state-draft = Draft
assess-state-ahead = Given, not open yet
assess-state-open = Open
assess-state-closed = Closed
assess-card-counts = { $begun } begun, { $done } handed in
assess-back = All tests
assess-rules = How it is given
assess-rules-given = Somebody has begun, so only its title, its end and when results are shown can change.
assess-rules-unbegun = The test is given and nobody has begun: its limits and moments can still change, what it asks no longer.
assess-minutes = Minutes (0: no limit)
assess-attempts = Attempts
assess-cut = Passed from … % (0: no such line)
assess-most-items = Questions at most
assess-exact = How exact?
assess-exact-60 = Roughly (few questions)
assess-exact-40 = Well
assess-exact-30 = Very exactly (many questions)
assess-exact-line = Only whether it is passed (ends as soon as that is clear)
assess-exact-what = A test that ends at the line of “Passed from” asks fewer questions and says less exactly how much a student can do. It is made so that whoever is well to one side of the line is put on the other one about once in twenty times at most; students near the line are asked up to the most questions.
assess-at-line = It ends as soon as it is clear whether a student would get { $cut } % of all questions about these topics right.
assess-opens = Opens on (empty: at once)
assess-opens-clock = At (empty: in the morning)
assess-closes = Closes on (empty: never)
assess-closes-clock = At (empty: end of the day)
assess-closes-what = Nobody can begin then, and the time of whoever works on it ends. Students with more time who have begun keep all of it beyond, and breaks move the end; results that are shown at closing wait for them.
assess-shuffled = Every student gets the questions in another order
assess-shown = When are results shown?
assess-shown-submitted = When a student hands it in
assess-shown-closed = When the test has closed
assess-shown-released = When I show them (after 25 days at the latest)
assess-save = Save
assess-saved = It is saved.
assess-meanwhile = Somebody else has saved other rules meanwhile. What you typed still stands in the form and is not saved. Theirs are below: save once more to put yours in their place, or reload the page to keep theirs.
assess-questions = Questions
assess-topics = Topics
assess-what-fixed = In this order, unless every student gets another one.
assess-what-mastery_check = So many questions of each topic are drawn for every student.
assess-what-adaptive = Questions come from these topics; without any, from the whole course. A number is the least of a topic.
assess-what-placement = It asks about these topics; without any, about the whole course.
assess-warn-no_items = It asks nothing yet.
assess-spared = Questions are spared: by simulation a student gets about { $count }, and none of them comes to more than { $top } of 100 students.
assess-spared-soon = How questions are spared is being worked out. Until then each is kept from most students, and tests are a little longer.
assess-warn-few_items = A topic has fewer questions than it should ask. Students get those that there are.
assess-warn-line_far = These questions are too easy or too hard for a line of { $cut } %: nobody could be told apart there. Choose another line or other topics.
assess-warn-few_minutes = { $count ->
    [one] By experience these questions take 1 minute. The limit is shorter.
   *[other] By experience these questions take { $count } minutes. The limit is shorter.
  }
assess-warn-bank_small = There are too few questions for this exactness: the error stays at about { $expected }, you ask for { $wanted }. Choose more topics, more questions at most, or less exactness.
assess-remove = Take out
assess-remove-of = Take out: { $title }
assess-quota = Questions
assess-of-topic = { $count ->
    [one] 1 question
   *[other] { $count } questions
  }
assess-there = { $count ->
    [one] There is 1 question
   *[other] There are { $count } questions
  }
assess-choose-items = Choose questions
assess-choose-topics = Choose topics
assess-add = Put in
assess-add-of = Put in: { $title }
assess-choices-turn = Pages of the list
assess-merged = Somebody else has changed this test meanwhile. Your change stands on top of theirs: look at what it asks now.
assess-give = Give it to the class
assess-give-sure = Give this test? Whoever takes it is told, and what it asks can no longer be changed.
assess-give-yes = Yes, give it
assess-assign = Assign it with a day
assess-given = It is given. Your students find it on Today.
assess-withdraw = Take the test away
assess-withdraw-sure = Take this test away? Nobody can begin or go on with it. What was answered still counts for mastery. You find it in the list, under “Taken away”, and can give it back; what is handed in then stays so.
assess-withdraw-yes = Yes, take it away
assess-duplicate = Duplicate as a draft
assess-give-back-of = Give back: { $title }
assess-give-back = Give it back
assess-none-taken-away = No test was taken away.
assess-taken-away = Taken away
assess-state-withdrawn = Taken away
assess-release = Show results now
assess-release-sure = Show the results to everybody who has handed it in? This cannot be taken back.
assess-release-working = { $count ->
    [one] One student still works on it.
   *[other] { $count } students still work on it.
  }
assess-release-yes = Yes, show them
assess-released = The results are shown.
assess-results = Results of the class
assess-counts = { $begun } of { $count } have begun, { $done } have handed it in.
assess-class-topics = Topics over the class
assess-topic-few = { $count ->
    [one] 1 question: not enough to say anything here.
   *[other] { $count } questions: not enough to say anything here.
  }
assess-nothing-yet = Nobody has handed it in yet.
assess-students = Students
assess-students-turn = Pages of students
assess-items = Questions of the test
assess-column-student = Student
assess-column-state = State
assess-column-score = Reached
assess-column-handed-in = Handed in
assess-column-question = Question
assess-column-students = Students
assess-column-unread = Could not be read
assess-line-mastered = Above the line ({ $sure } % sure)
assess-line-not_yet = Not yet ({ $sure } % sure)
assess-line-unsure-above = Not sure: more likely above ({ $sure } %)
assess-line-unsure-below = Not sure: more likely not yet ({ $sure } %)
assess-unread = { $count ->
    [one] 1 answer
   *[other] { $count } answers
  }
assess-student-none = Not begun
assess-student-running = Working on it
assess-student-done = Handed in
assess-student-shown = Results shown
assess-ended-time = time ran out
assess-look = Look
assess-look-of = Look at the test of { $name }
assess-reopen-minutes = Minutes more
assess-reopen = Let them go on
assess-reopen-what = While results are not shown, the same attempt goes on. Afterwards the student gets another attempt, to be begun before the test closes: where it has closed, choose a later moment first.
assess-reopened = The attempt is open again.
assess-once-more = The student has another attempt.
assess-download = Download as a table
assess-late = Let in later
assess-late-of = Later for { $name }
assess-late-what = For who missed the test, or will: it closes later for them alone, and they are told. Once they begin they have the same time as everybody; what they have in breaks is added to it. Results that are shown already can be seen by their classmates; those that are shown when the test has closed wait until then, or until you show them. Only who teaches the class reads why.
assess-late-day = They may take it until
assess-late-why = Why
assess-late-save = Let them take it
assess-late-call-off = Not any more
assess-late-until = May take it until { $when }
assess-late-saved = They can take it until then, and are told.
assess-late-off = It closes for them as for everybody.
assess-extra = More time and breaks
assess-extra-what = For students who need them, in every test of this class, from their next attempt on. Only who teaches the class sees this.
assess-extra-closing = This test closes { $when }. Whoever has more time and begins before has all of it, also beyond; in a test without a limit there is no time to add, and closing ends it for everybody. Breaks move the end by as long as they last.
assess-extra-open = Show
assess-extra-close = Put away
assess-extra-search = Name
assess-extra-only = Only who gets more ({ $count })
assess-extra-none = Nobody fits. Search for other words.
assess-extra-turn = Pages of students with more time
assess-extra-percent = Time in % (150: half as much again)
assess-extra-breaks = Breaks
assess-extra-break_minutes = Minutes of each
assess-extra-save = Save
assess-extra-save-of = Save for { $name }
assess-extra-saved = It is saved, and counts from the next attempt on.

item-exposure = { $shown ->
    [0] Never shown in a test of this class.
    [one] Shown once in a test of this class.
   *[other] Shown { $shown } times in tests of this class, to { $students } students.
  }
item-version = Version { $version }

notice-assessment = There is a new test in { $place }: { $title }
notice-assessment_results = The results of a test are there in { $place }: { $title }
notices-kind-assessment = New tests
notices-kind-assessment_results = Results of tests
trail-thing-assessment = Test
trail-thing-assessment_list = List of tests
trail-thing-attempt = Attempt at a test
trail-thing-accommodation = More time and breaks
trail-verb-release = results shown
trail-verb-reopened = opened again
trail-verb-once_more = another attempt given
help-quiz = One question at a time. Every answer is saved at once; if the connection is lost, open the test again on any device and go on. The clock of the server counts, and you can hide it. There are no hints, and nobody sees whether an answer is right before the results are shown. Then you see them topic by topic, and what to practise.
help-assessments = A test is a draft until you give it to the class or to chosen students; then you can also assign it for a day. Choose questions, or topics from which they are drawn; set a limit, attempts, and when it opens and closes. Students with more time or breaks get them by themselves, and nobody else sees it. A question that you withdraw is skipped and counts for nobody. Answers count for mastery as soon as the results are shown.

grades-title = Grades in your course
grades-text = These are passed on to the gradebook of your course. Your teacher decides which.
grades-kind-assessment = Test
grades-kind-assignment = Assignment
grades-kind-content = Task or text
grades-kind-topic = Topic
grades-kind-lesson = Lesson
grades-kind-course = Progress in the course
grades-points = { $points } of { $of } points
grades-handed-in = handed in
grades-sent = In { $to }
grades-waiting = On its way to { $to }
