# Reports for families: what is printed, and the pages of those who print them.
report-title = Learning report
report-who = Student
report-class = Class
report-days = Time
report-days-of = { $first } to { $last }
report-teachers = { $count ->
    [one] Teacher
   *[other] Teachers
  }
report-made = Printed on
report-footer = { $name } · { $section } · { $school }
report-short = In short
report-short-nothing = { $name } has not worked in this class in this time, so there is nothing to tell yet.
report-short-days = { $name } worked on { $days ->
    [one] 1 day
   *[other] { $days } days
  }; there were { $school ->
    [one] 1 school day
   *[other] { $school } school days
  } in this time.
report-short-work = { $answers ->
    [one] 1 task was answered, { $right } of them right at that try,
   *[other] { $answers } answers were given, { $right } of them right,
  } in { $time } altogether.
report-short-mastered = Of the { $topics } topics of the course, { $count ->
    [0] none is mastered so far.
    [one] 1 is mastered so far.
   *[other] { $count } are mastered so far.
  }
report-short-new = Mastered in this time: { $names }.
report-short-none-new = None was newly mastered in this time.
report-and-more = { $names } and { $count } more
report-minutes = { $count ->
    [one] about 1 minute
   *[other] about { $count } minutes
  }
report-hours = { $hours ->
    [one] about 1 hour
   *[other] about { $hours } hours
  } { $minutes ->
    [0] {""}
   *[other] and { $minutes } minutes
  }
report-note = From the teacher
report-note-by = { $who }, { $day }
report-mastered = What is mastered
report-mastered-what = The bar shows how sure we are: the grey part is where the true value probably lies, the black line is the best estimate.
report-mastered-none = Nothing yet. A topic counts as mastered when enough answers say so, not after one good day.
report-new = new
report-topic = Topic
report-bar = How sure
report-sure = In words
report-sure-mastered = We are { $value } % sure of it, probably between { $low } % and { $high } %, from { $answers ->
    [one] 1 answer that counts.
   *[other] { $answers } answers that count.
  }
report-sure-mastered-narrow = We are about { $value } % sure of it, from { $answers ->
    [one] 1 answer that counts.
   *[other] { $answers } answers that count.
  }
report-sure-fading = Was mastered and may be fading: a short review helps. Now { $value } %, probably between { $low } % and { $high } %, from { $answers ->
    [one] 1 answer that counts.
   *[other] { $answers } answers that count.
  }
report-sure-fading-narrow = Was mastered and may be fading: a short review helps. Now about { $value } %, from { $answers ->
    [one] 1 answer that counts.
   *[other] { $answers } answers that count.
  }
report-practised = What was practised
report-practised-what = Topics with answers in this time, and where they stand today.
report-practised-none = Nothing was practised in this time.
report-right = Right
report-right-of = { $right } of { $answers }
report-stands = Stands at
report-estimate = Estimate
report-between = { $low } % to { $high } %
report-about = about { $value } %
report-too-few = too few answers to say
report-more = { $count ->
    [one] 1 more topic is not named here.
   *[other] { $count } more topics are not named here.
  }
report-next = What comes next
report-next-ready = Topics for which everything that they need is there:
report-next-offered = What was suggested last:
report-next-none = There is nothing new to begin at the moment: what comes next is reviewing.
report-activity = Days and time
report-activity-what = Days with work in this class beside the days with school in the same week; work on days without school stands behind it. It is no register of attendance: who was at school without the computer is not counted here.
report-week = Week
report-week-of = from { $day }
report-weeks = from { $first }, { $count } weeks
report-active-days = Days with work, of school days
report-of = { $count } of { $of }
report-of-free = { $said } + { $free } without school
report-minutes-head = Minutes
report-answers = Answers
report-assigned = Assignments
report-assigned-none = Nothing was assigned in this time.
report-assigned-of = { $done } of { $count } are done.
report-task = Task
report-due = Due
report-no-due = no day
report-state = State
report-assigned-done = done
report-assigned-late = late
report-assigned-open = to do
report-how = How to read this
report-how-range = Nobody can look into a head. Every number here is an estimate from answers, and “between … and …” says how far off it may be. More answers make it narrower.
report-how-sure = “Mastered” means: from the answers so far we are at least 85 % sure that the student can do it, and the lower end is at least 70 %.
report-how-counts = “Answers that count” are first tries without help: doing the same task again, or after a hint, is good practice but says less about what somebody can do alone. Answers to a question that turned out to be wrong itself are left out.
report-how-fading = “Fading” means: it was mastered, and has not been used for a while. What was earned is not taken away.
report-how-time = Time is counted while a task was open and something moved, and while a video played; each counts a quarter of an hour at most. It says nothing about how hard somebody tried.
report-how-days = This is for talking about learning. It is no grade, and no ranking of students.
report-evidence = What the numbers rest on
report-evidence-none = There are no answers in this time, so there is nothing to list.
report-evidence-what = The latest { $count } of { $all } answers in this time:
report-evidence-all = Every answer behind every number is on the student’s own pages, on the guardian’s page of the child (in “Everything that is stored”, as a file) and on the teacher’s page of the student.
report-day = Day
report-right-head = Right?
report-hints = Hints
report-yes = right
report-no = not yet

report-page = Report for a parents’ evening
report-tab = Reports
report-lead = A report on paper for those at home: what was practised, what is mastered and how sure that is, what comes next. Nothing leaves the school until you hand it out.
report-note-ask = A sentence or two of yours
report-note-what = It stands at the top of the report, and on every one from now on until you change it. The family can download it too. At most { $most } characters; send an empty field to remove it.
report-note-keep = Keep this
report-note-at = kept { $at }
report-note-kept = Kept.
report-print = Print it
report-first = From
report-last = To
report-language = Language
report-language-each = Each family’s own
report-language-guardian = The language that a guardian has chosen here. You can choose another one.
report-language-student = No guardian has an account here, so this is the student’s own language. You can choose another one.
report-download = Download the PDF
report-holds = What is in it
report-audited = Every download stands in the list of who has seen a student’s data.
report-whole-class = Reports of the whole class
report-class-lead = One report for each student of the class, each in the language of its family, as one file to print or as one file each.
report-make = { $count ->
    [one] Make the report of 1 student
   *[other] Make the reports of { $count } students
  }
report-begun = The reports are being made. You can leave this page.
report-made-list = Made lately
report-none = None yet
report-none-text = Choose the days and make them. It takes about a second for ten students.
report-asked = asked for { $at }
report-nobody = Nobody is in these reports: nothing may be stored of the students, or they have left the class.
report-progress = { $done } of { $total } students
report-one-file = One PDF to print
report-each-file = One PDF each (zip)
report-stop = Stop
report-go-on = Go on
report-until = Goes on { $day }; make it again at any time.
report-turn = Reports made earlier
report-status-waiting = Waiting
report-status-running = Being made
report-status-interrupted = Interrupted
report-status-stopped = Stopped
report-status-done = Ready
