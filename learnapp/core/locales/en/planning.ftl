# Goals, private notes, the week, printing.
print = Print
planning-ways = Plan, goals, week and notes
planning-not-stored = Nothing of yours may be saved yet, so you cannot set goals here. Ask your teacher or a guardian.

goals-title = My goals
goals-lead = Choose what you want to reach, and by when. We measure it by your answers. Your teacher and your guardian can see your goals.
goals-open = What I work towards
goals-none = You have no goal yet
goals-none-text = Choose a topic to master, or how much you want to practise each week.
goals-new = A new goal
goals-closed = Reached and ticked off
goals-turn = Pages of goals
goals-all = All my goals
goals-set = Set a goal
goal-kind = What is it about?
goal-kind-topic = A topic
goal-kind-answers = Answers each week
goal-kind-minutes = Minutes each week
goal-which-topic = Which topic?
goal-choose-topic = Choose a topic
goal-number-answers = How many answers each week?
goal-number-minutes = How many minutes each week?
goal-due = By which day?
goal-new-day = New day
goal-add = Set this goal
goal-added = Your goal is set.
goal-moved = The day is changed.
goal-ticked = Ticked off.
goal-dropped = The goal is dropped.
goal-topic = Master: { $topic }
goal-topic-gone = A topic that your courses no longer have
goal-answers = { $count ->
    [one] 1 answer each week
   *[other] { $count } answers each week
  }
goal-minutes = { $count ->
    [one] 1 minute of practice each week
   *[other] { $count } minutes of practice each week
  }
goal-mastered = { NUMBER($value, maximumFractionDigits: 0) } % mastered
goal-not-enough = Not enough answers yet
goal-answers-done = { $done } of { $count ->
    [one] 1 answer
   *[other] { $count } answers
  } this week
goal-minutes-done = { $done } of { $count ->
    [one] 1 minute
   *[other] { $count } minutes
  } this week
goal-this-week = enough for this week
goal-left = { $count ->
    [0] today is the last day
    [one] 1 day left
   *[other] { $count } days left
  }
goal-overdue = overdue since { $day }
goal-by = By { $day }
goal-until = Until { $day }
goal-weeks = { $count ->
    [one] enough in { $weeks } of 1 week
   *[other] enough in { $weeks } of { $count } weeks
  }
goal-reached = reached on { $day }
goal-done = ticked off by you on { $day }
goal-ended = ended on { $day }
goal-evidence = The answers behind it
goal-evidence-week = What was counted
goal-practise = Practise
goal-practise-of = Practise for: { $name }
goal-tick = Tick off
goal-tick-of = Tick off: { $name }
goal-move = Change the day
goal-move-of = Change the day of: { $name }
goal-drop = Drop
goal-drop-of = Drop: { $name }
goal-drop-sure = Really drop it?
goal-drop-sure-of = Really drop it? { $name }

notes-title = My notes
notes-all = All my notes
notes-none = You have no notes yet
notes-none-text = Open a task or a text and choose “My note” below it.
notes-turn = Pages of notes
note-open = My note
note-label = My note on this
note-private = Only you can read your notes. Teachers, guardians and admins cannot.
note-saved-now = Saved
note-saved = Saved on { $at }
note-joined = Your note was saved elsewhere meanwhile. Both texts are kept: first what stood there, then what you wrote now.
note-other = Your note was saved elsewhere meanwhile, and both texts are too long for one note. What you typed is not saved yet: shorten it, or save once more to put it in place of this:
note-gone = Something that your courses no longer have
note-delete = Delete
note-delete-of = Delete the note on { $name }
note-delete-sure = Delete for good?
note-delete-sure-of = Delete the note on { $name } for good?
note-deleted = The note is deleted.

week-title = My week
week-this = This week
week-last = Last week
week-of = The week from { $day }
week-span = { $first } to { $last }
week-turn = Choose a week
week-before = Earlier
week-now = This week
week-after = Later
week-none = Nothing here in this week
week-none-text = Begin with your next step, and it appears here.
week-none-then = You answered, read and wrote nothing in this week.
week-sum = { $count ->
    [one] You gave 1 answer
   *[other] You gave { $count } answers
  }, { $right } right, in about { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
  } of practice.
week-no-answers = You gave no answers in this week.
week-days = What you did on each day
week-day = Day
week-answers = Answers
week-practice = Practice
week-topics = Topics
week-read = Read or watched
week-minutes = { $count } min
week-minutes-note = Minutes count while you work on a task, at most 15 for each answer, and while you read a text or try a simulation. A page that only stays open does not count.
week-moves = How your topics moved
week-up = rose
week-down = fell
week-new = is new
week-to = to
week-from-to = from about { NUMBER($before, maximumFractionDigits: 0) } % to about { NUMBER($after, maximumFractionDigits: 0) } %
week-reached = Goals reached
week-posts = What you wrote to your class
weekday-0 = Monday
weekday-1 = Tuesday
weekday-2 = Wednesday
weekday-3 = Thursday
weekday-4 = Friday
weekday-5 = Saturday
weekday-6 = Sunday
