# What a class did with its questions, and broken ones.
items-title = Questions of this class
items-lead = Every question that somebody in this class has answered or a test has asked, and what the answers say about it.
items-search = Find a question
items-topic = Topic
items-topic-all = All topics
items-none = Nobody has answered a question yet
items-none-text = As soon as students answer, you see here which questions work well and which do not.
items-none-found = No question fits. Choose another topic or other words.
items-turn = Pages of questions
items-table = Questions and what the answers say
items-sort-by = Sort by: { $column }
item-column-title = Question
item-column-topic = Topic
item-column-answers = Answers
item-column-share = Right on first try
item-column-apart = Tells apart
item-column-seconds = Usual time
item-column-hints = Hints
item-column-reports = Reports
item-column-tests = Asked in tests
item-asked = { $times ->
    [one] once, { $share } % of attempts
   *[other] { $times } times, { $share } % of attempts
  }
item-asked-never = never
item-answers = { $answers } by { $students ->
    [one] 1 student
   *[other] { $students } students
  }
item-share = { $share } %
item-share-between = between { $low } and { $high } %
item-no-tries = not known
item-apart-few = too few answers
item-apart-alike = all alike
item-apart-clear = well ({ NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) })
item-apart-blurred = hardly ({ NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) })
item-apart-backwards = the wrong way ({ NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) })
item-seconds = { $seconds } s
item-seconds-unknown = not known
item-state-flagged = Not offered
item-state-voided = Does not count
items-broken = These look broken
items-broken-none = No question looks broken.
item-why-backwards = Those who do well in the rest of the class get this wrong more often than the others. Often the key is wrong, or the text can be read in two ways.
item-why-hardly_right = Hardly anybody gets this right on the first try.
item-why-reported = { $count ->
    [one] 1 student has reported it.
   *[other] { $count } students have reported it.
  }
items-how = What do these figures mean?
items-how-share = Right on first try: of every first try, how many were right without a hint. The two numbers below say between what it lies when more students answer; few answers, wide apart.
items-how-apart = Tells apart: do those who do well in the rest of the class get this right more often? 1 means always, 0 means it makes no difference, below 0 means the wrong way round. Shown from 10 students on.
items-how-time = Usual time: half of the first tries were quicker, half were slower. It is right to about a tenth.
items-how-tests = Asked in tests: how often it was really shown in tests of this class, and in how many of 100 attempts. What nearly everybody gets is soon known by everybody: tests that adapt ask no question in more than about 30 of 100.
items-how-template = A question with new numbers for everybody counts as one question.
items-fresh-daily = Counted up to { $at }.
items-degraded-daily = Counting is behind: what students have done since { $at } is not in these figures yet. It comes with the next count, once a day at the latest. Nothing is lost.
items-partial = These figures are being counted again from the beginning. So far everything up to { $at } is in them; the rest follows by itself.
items-cached-key = The question, its key, the answers to it and what students wrote about it cannot be read right now. They are back as soon as the figures are.
items-how-counted = Everything here is counted a minute after it happens, and kept as sums: how often what was answered, and what each student did with each question. Days begin at midnight in the school’s time zone.
item-eyebrow = Question of { $section }
item-back = All questions of this class
item-figures = What the answers say
item-say-answers = { $answers ->
    [0] Nobody has answered it in this class yet.
    [one] Answered once.
   *[other] Answered { $answers } times by { $students ->
      [one] 1 student
     *[other] { $students } students
    }.
  }
item-say-share = { $share } % of the first tries were right without a hint. With more students it will lie between { $low } and { $high } %.
item-say-few = Too few answers to say whether it tells strong from weak. From 10 students on it says so here.
item-say-alike = Everybody did equally on it, so it tells nobody apart.
item-say-clear = Those who do well in the rest of the class get this right more often. That is how it should be ({ NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) }).
item-say-blurred = It hardly matters how well somebody does in the rest of the class. This question says little about who knows it ({ NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) }).
item-say-backwards = Those who do well in the rest of the class get this wrong more often. Look at the key and at the text ({ NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) }).
item-say-time = { $seconds ->
    [one] Half of the first tries took less than 1 second.
   *[other] Half of the first tries took less than { $seconds } seconds.
  }
item-say-hints = { $count ->
    [0] Nobody asked for a hint.
    [one] A hint was opened once.
   *[other] Hints were opened { $count } times.
  }
item-shown = The question
item-topic-guessed = This question came from another system, which names no topics: it counts for the topic of its lesson. Look whether that fits.
item-template-note = Everybody gets other numbers. This is an example; the figures are of all of them together.
item-key = Right answer
item-hints = Hints
item-solution = Solution
item-given = What students answered
item-given-step = What students answered to step { $number }
item-given-none = No answers to show yet.
item-answer = Answer
item-times-given = How often
item-meaning = What it shows
item-given-right = Right answers
item-given-others = Other wrong answers
item-is-right = right
item-times = How long the first try took
item-times-none = No times are known yet.
item-time = Time
item-tries = First tries
item-bar = As a bar
item-time-between = { $low } to { $high } s
item-time-below = less than { $high } s
item-time-above = { $low } s or more
item-days = First tries, day by day
item-days-none = No first tries in the last 90 days.
item-day = Day
item-right = Right
item-wrong = Not right
item-reported = What students reported
item-reported-none = Nobody has reported it.
item-broken = Is it broken?
item-withdraw = Stop offering it
item-withdraw-lead = This class does not get it any more, from now on. What was answered still counts. An administrator sees your reason.
item-void = Stop counting its answers
item-void-lead = It is not offered any more, and its answers do not count. The mastery of everybody in this class who answered it is calculated again, and they are told in one sentence. No answer is deleted, and you can undo it.
item-reason = What is wrong with it?
item-since = Only answers from this day on (leave empty for all)
item-void-confirm = Stop counting them now
item-withdraw-confirm = Stop offering it now
item-flagged-by = { $name } has stopped offering it: { $reason }
item-voided-by = { $name } has stopped counting its answers: { $reason }
item-offer-again = Offer it again
item-restore = Let its answers count again
item-restore-lead = The mastery of everybody is calculated again, and answers given meanwhile count as well.
item-busy = Calculating again: { $done } of { $of } students
item-done = { $count ->
    [0] Nobody in this class had an answer that counts, so nothing changed.
    [one] Calculated again for 1 student.
   *[other] Calculated again for { $count } students.
  }
item-past = What was done
item-past-made = { $name } stopped counting its answers
item-past-undone = { $name } let them count again
item-past-since = only answers from { $day } on
item-done-withdrawn = This class does not get this question any more.
item-done-offered = This class gets this question again.
item-done-void = Its answers no longer count.
item-done-restored = Its answers count again.
review-item-open = What the class did with this question
review-flagged-item = A teacher has stopped offering this question to a class. Look at the note.
