# The inbox of a class: what was noticed about students. It speaks of what was seen, never of what somebody is.
inbox-title = Inbox
inbox-tab = Inbox
inbox-lead = What answers say about who may need help now. It looks at answers, hints and time alone. From 70 % on, help that a page can give goes out by itself; everything else waits for you.
inbox-off = The inbox is switched off in this class. An administrator can switch it on under Institution.
inbox-parts = Parts of the inbox
inbox-tab-waiting = Waiting ({ $count })
inbox-tab-out = On its way or seen ({ $count })
inbox-tab-snoozed = Later ({ $count })
inbox-tab-held = Held back ({ $count })
inbox-tab-over = Over ({ $count })
inbox-noticed = What was noticed
inbox-all = Everything
inbox-mine = Only what is handed to me
inbox-bulk = With what is chosen
inbox-choose-all = Choose all of this page, or none
inbox-choose-of = Choose: { $name }
inbox-chosen = { $count ->
    [0] Nothing is chosen
    [one] 1 is chosen
   *[other] { $count } are chosen
  }
inbox-approve-all = Approve
inbox-dismiss-all = No need
inbox-undo-all = Take back
inbox-snooze = Later …
inbox-snooze-chosen = Look at what is chosen later
inbox-snooze-of = Later: { $name }
inbox-snooze-days = { $count ->
    [one] in 1 day
   *[other] in { $count } days
  }
inbox-assign = Hand to …
inbox-assign-chosen = Hand what is chosen to a colleague
inbox-left = { $count ->
    [one] 1 was left out; it stands where it was:
   *[other] { $count } were left out; they stand where they were:
  }
inbox-left-words = A message home needs a sentence of yours. Choose Change and write it.
inbox-left-home = No guardian of this student is told what comes from school. Choose another way.
inbox-left-days = No school day comes within two months.
inbox-left-decided = It is decided already.
inbox-left-changed = A colleague has changed it meanwhile. Look at it again.
inbox-nobody = Handed to nobody
inbox-assign-of = Hand to a colleague: { $name }
inbox-turn = Pages of the inbox
inbox-short-wheel_spinning = Many tries at one topic
inbox-short-prerequisite_gap = Something before it is missing
inbox-short-gaming = Very fast answers
inbox-short-hint_abuse = Solutions without a try
inbox-short-sudden_drop = Suddenly less right
inbox-short-inactive = Gone quiet
inbox-short-at_risk = May fall behind
inbox-short-teacher = Sent by a teacher
inbox-why-wheel_spinning = { $tries } tries at { $topic }, { $right } of them right without hints: it does not begin to succeed. Answers to the same task again count, too.
inbox-why-prerequisite_gap = { $tries } tries at topics that rest on { $topic }, { $right } of them right without hints; { $topic } itself has not been shown to be known.
inbox-why-gaming = { $fast } of the last { $tries } answers came faster than anybody works; of all of these { $right } were right without hints.
inbox-why-hint_abuse = { $given } solutions opened before anything was tried, within the last { $tries } tasks.
inbox-why-sudden_drop = { $right } of the last { $tries } answers right without hints, over several topics: far fewer than this student’s own answers before.
inbox-why-inactive = { $days ->
    [one] No work for 1 school day, which is unusual for this student.
   *[other] No work for { $days } school days, which is unusual for this student.
  }
inbox-why-at_risk = Seen at night in the work of the last weeks; it also stands in the review queue, and is decided here or there.
inbox-why-teacher = A teacher has sent this; nothing was noticed.
inbox-sure = { $percent } % sure
inbox-help-hint = Point to the hints of the task
inbox-help-explanation = Another explanation
inbox-help-prerequisite = Review what comes before
inbox-help-easier = An easier step
inbox-help-peer = Ask classmates
inbox-help-teacher = A talk with a teacher
inbox-help-home = A message home
inbox-approve-hint = Offer it
inbox-approve-explanation = Offer it
inbox-approve-prerequisite = Offer it
inbox-approve-easier = Offer it
inbox-approve-peer = Offer it
inbox-approve-teacher = I take it on
inbox-approve-home = Send it home
inbox-edit = Change
inbox-edit-help = Help
inbox-edit-keep = Keep the change
inbox-edited = The change is kept.
inbox-words = A sentence of yours
inbox-words-hint = Who gets it reads this. At most 500 characters.
inbox-dismiss = No need
inbox-finish = Done
inbox-undo = Take back
inbox-by-hand = decided by a person
inbox-state-waiting = Waiting
inbox-state-due = On its way
inbox-state-sent = Offered
inbox-state-seen = Seen
inbox-state-held = Held back
inbox-state-taken = Taken on
inbox-state-done = Done
inbox-state-declined = Not now
inbox-state-cleared = No longer needed
inbox-state-dismissed = No need
inbox-at = Noticed { $at }
inbox-due = goes out { $at }
inbox-sent = offered { $at }
inbox-seen = seen { $at }
inbox-until = later, on { $at }
inbox-assigned = handed to { $name }
inbox-decided = decided by { $name }
inbox-result-helped = afterwards it went well
inbox-result-not = afterwards it did not go well yet
inbox-proof = { $count ->
    [one] Show the event behind it
   *[other] Show the { $count } events behind it
  }
inbox-proof-hide = Hide the events
inbox-outcome-right = right
inbox-outcome-wrong = wrong
inbox-outcome-given_up = solution opened
inbox-event-hints = { $count ->
    [one] 1 hint
   *[other] { $count } hints
  }
inbox-event-seconds = { $count ->
    [one] 1 second
   *[other] { $count } seconds
  }
inbox-held-why = As long as nobody knows whether a kind of help does any good, one in five of what would go out by itself is held back by chance, later one in twenty. That is how it is found out. What waits for you and what you send is never held back, and nothing about safety is. You can send what was held back all the same: it is then no longer compared, and the more often that happens, the less the comparison says.
inbox-empty-waiting = Nothing waits for you
inbox-empty-out = Nothing is on its way
inbox-empty-snoozed = Nothing is put off
inbox-empty-held = Nothing is held back
inbox-empty-over = Nothing is over yet
inbox-empty-text = What is noticed appears here within a minute after the answers.
inbox-done-approve = { $count ->
    [one] Approved. What goes to a student goes out in two minutes, or as soon as they may get a card again; until then you can take it back.
   *[other] { $count } approved. What goes to students goes out in two minutes, or as soon as they may get a card again; until then you can take it back.
  }
inbox-done-dismiss = { $count ->
    [one] Closed. You can take it back for ten minutes.
   *[other] { $count } closed. You can take it back for ten minutes.
  }
inbox-done-snooze = { $count ->
    [one] Put off.
   *[other] { $count } put off.
  }
inbox-done-assign = { $count ->
    [one] Handed over.
   *[other] { $count } handed over.
  }
inbox-done-finish = { $count ->
    [one] Done.
   *[other] { $count } done.
  }
inbox-done-undo = { $count ->
    [one] Taken back.
   *[other] { $count } taken back.
  }
inbox-hand = Send something to a student, or home
inbox-hand-student = Student
inbox-hand-what = What
inbox-hand-hint = A message home needs a sentence. Guardians read it on their child’s page, as you write it, and are told of it in their own language.
inbox-hand-nobody = No guardian of this student is told what comes from school, so nothing can be sent home.
inbox-hand-send = Send
inbox-sent-by-hand = It goes out in two minutes, or as soon as this student may get a card again; until then you can take it back.
inbox-helps-title = What helps
inbox-helps-text = Of the whole school, for all classes. A student counts as well again who gets 3 of the next 5 answers right without hints within a week, or, after a silence, who works again.
inbox-helps-help = Kind of help
inbox-helps-sent = Went out by itself
inbox-helps-held = Held back by chance
inbox-helps-difference = Difference
inbox-helps-hand = Sent by teachers
inbox-helps-verdict = What is known
inbox-share = { $percent } % well again, of { $of }
inbox-none-yet = not enough data
inbox-difference = { $value } points ({ $low } to { $high })
inbox-verdict-open = Nobody can say yet
inbox-verdict-helps = It helps
inbox-verdict-retire = It does not help
inbox-verdict-retired = Retired: it does not help, and goes out by itself no more
inbox-verdict-person = A person decides each time
inbox-help-again = Use it again
inbox-help-again-of = Use it again: { $help }
inbox-helps-how = The range is one of 99.5 %, for it is looked at every day. A kind of help is retired once 60 that went out and 20 that were held back are judged and the whole range lies below 5 points. What teachers send has nothing to be compared with. What was held back and a teacher sent all the same is missing among those held back: where it was sent to the students who stood worst, a kind of help looks weaker here than it is.
inbox-waiting = { $count ->
    [one] 1 thing waits in the inbox
   *[other] { $count } things wait in the inbox
  }

# What helps, as an admin reads it.
help-interventions = What is known of each kind of help: how students did who got it, beside those from whom chance held it back. Below stand the classes and the single cases that the figures are of.
effects-judged = Judged
effects-standing-helps = It helps
effects-standing-retired = Retired: it does not help
effects-standing-retire = It does not help
effects-standing-few = Too few to say
effects-standing-open = No clear difference yet
effects-standing-person = A person decides each time
effects-lacks = Still needed: { $sent } that it goes out to, { $held } held back
effects-by-figures = The figures decided this on
effects-by = { $name } brought it back on
effects-since = Counted since
effects-show = Classes and cases
effects-hide = Close
effects-below = Go to them
effects-of = { $help }: what the figures rest on
effects-classes = By class
effects-classes-text = One class has too few students to say what helps there; the decision is made of all classes together.
effects-class = Class
effects-off = Switched off in this class now
effects-last = Last judged
effects-turn-classes = Pages of classes
effects-cases = Case by case
effects-cases-text = Whom a case was about stays with who teaches the class.
effects-at = When
effects-part = Which part
effects-part-sent = Went out by itself
effects-part-held = Held back by chance
effects-part-hand = Sent by a teacher
effects-after = A week later
effects-well = Well again
effects-not-well = Not well again
effects-turn-cases = Pages of cases
effects-trail = What was retired, and what a teacher brought back, stands in the audit trail:
