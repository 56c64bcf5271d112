# What teachers assign to a class and pin to the top of its path.
kind-topic = Topic
kind-test = Test
assign-title = Assignments
assign-lead = What you assign takes its place among the next three things of each student, with your sentence. Who is done is read from their work.
assign-none = Nothing is assigned yet
assign-none-text = Assign a topic or something of the course. Your students find it on Today with your sentence, it comes up among their next three things, and you see here who is done.
assign-closed = This class is closed: its students do not see it, and nothing can be assigned. An administrator can open it again.
assign-open = Assign or pin something
assign-list = What is assigned
assign-turn = Pages of assignments
assign-this = Assign this
assign-this-of = Assign this: { $title }

pick-title = Choose something of the course, or a test
pick-search = Words in the title or the topic
pick-topic = Topic
pick-topic-all = All topics
pick-none = The course has nothing with these words. Try fewer of them, or another topic.
pick-turn = Pages of the course’s list
pick-assign = Assign
pick-assign-of = Assign: { $title } ({ $kind })
pick-pin = Pin
pick-pin-of = Pin to the top of the path: { $title } ({ $kind })
pick-age = From { $age } years
pick-withdrawn = This class does not get it any more
pick-no-course = This class studies no course yet. Ask an administrator to choose one for it.

assign-form = Assign: { $title }
assign-until = When is it done?
assign-until-mastered = When the topic is mastered
assign-until-answers = After a number of answers
assign-answers = How many answers?
assign-whom = For whom?
assign-whom-everyone = Everybody in the class, also those who come later
assign-whom-some = Chosen students
assign-students = Students
assign-students-turn = Pages of students
assign-picked = { $count ->
    [0] Nobody is chosen yet.
    [one] 1 student is chosen.
   *[other] { $count } students are chosen.
  }
assign-no-students = No students in this class yet.
assign-due = Until which day? (you may leave it empty)
assign-clock = At what time? (empty: at the end of the day)
assign-words = A sentence for your students (you may leave it empty)
assign-send = Assign
assign-done = It is assigned. Your students see it on Today.
assign-withdrawn = The assignment is withdrawn.

assign-gone = Something that the course no longer has
assign-of = { $count ->
    [0] There is nobody to do it.
   *[other] { $done } of { $count } done
  }
assign-for-everyone = For everybody
assign-for-some = { $count ->
    [one] For 1 student
   *[other] For { $count } students
  }
assign-goal-answers = { $count ->
    [one] until 1 answer is given
   *[other] until { $count } answers are given
  }
assign-goal-mastered = until it is mastered
assign-goal-test = done when it is handed in
assign-test-draft = This test is a draft. When you assign it, it is given to these students, and what it asks can no longer be changed.
assign-due-on = Due { $when }
assign-was-due = Was due { $when }
assign-due-never = Without a day
assign-day-off = There is no school on that day.
assign-item-withdrawn = This class does not get it any more, so nobody is offered it.
assign-missing = { $count ->
    [one] 1 student is not done yet
   *[other] { $count } students are not done yet
  }
assign-late = { $count ->
    [one] 1 student is late
   *[other] { $count } students are late
  }
assign-more = { $count ->
    [one] and 1 more
   *[other] and { $count } more
  }
assign-all-done = Everybody is done
assign-change = Change
assign-change-of = Change: { $title }
assign-change-form = Change: { $title }
assign-change-lead = Another day, other students or another sentence. What was done so far counts on, and your students are told of a new day.
assign-change-send = Save the change
assign-changed = The assignment is changed.
assign-withdraw = Withdraw
assign-withdraw-of = Withdraw: { $title }
assign-sure = Withdraw this assignment? It goes from the pages of your students. What they have done stays theirs.
assign-sure-yes = Yes, withdraw it

pins-title = At the top of the path
pins-lead = Up to five things that every student of this class sees above the path, in this order.
pins-none = Nothing is pinned. Open the course’s list above and choose “Pin”.
pin-done = It is pinned to the top of the path.
pin-gone = It is not pinned any more.
pin-up = Move up: { $title }
pin-down = Move down: { $title }
pin-away = Unpin
pin-away-of = Unpin: { $title }

assigned-title = Assigned by your teacher
assigned-due = { $days ->
    [0] Due today, { $when }
    [1] Due tomorrow, { $when }
   *[other] Due in { $days } days, { $when }
  }
assigned-late = It was due { $when }. There is still time to do it.
assigned-left = { $count ->
    [one] 1 answer left
   *[other] { $count } answers left
  }
assigned-mastered = done when you have mastered it
assigned-nothing = There is nothing to open for it just now.
assigned-done = Done
assigned-still = To do
assigned-late-word = Still to do
assigned-more = { $count ->
    [one] 1 more
   *[other] { $count } more
  }
assigned-beside = Assigned by your teacher.
assigned-beside-topic = This belongs to a topic that your teacher has assigned: { $title }.
assigned-beside-done = You have done it.
pinned-title = Pinned by your teacher
pinned-done = Done
pinned-open = Not done yet

family-assigned = Assigned by the teachers
family-assigned-what = What your child is to do, and whether it is done. You need not do anything here.
family-tests = Tests
family-tests-what = The last tests that your child has handed in. The school decides when results are shown.
family-test-at = handed in on { $day }
family-test-waits = Handed in. The results come later.
family-test-share = { $share } % right
family-test-between = With other questions it would most likely be between { $low } and { $high } %.
family-test-passed = Passed.
family-test-not-passed = Not passed yet.
family-test-well = Went well:
family-test-hard = Still hard:
family-test-placement = This test only finds out where your child can begin. Nobody passes or fails it.
help-assignments = Assign a topic, something of the course or a test to everybody or to some students, with a day and a sentence if you like. A test that is still a draft is given with it. You see how many are done and who is still missing. What you pin stands at the top of the path of the whole class. Change its day, its students or its sentence, withdraw or unpin it at any time: what students have done stays theirs.
