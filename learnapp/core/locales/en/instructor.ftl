# Pages of instructors.
classes-title = Your classes
classes-none = No class yet
classes-none-text = Ask an administrator of your school to enrol you in a section as instructor.
class-students = { $count ->
    [one] 1 student
   *[other] { $count } students
  }
class-board = Live board
class-heatmap = Mastery of the class
class-views = Views of this class
board-summary = { $stuck } stuck, { $active } at work, { $idle } idle, { $away } away, { $absent } not here yet.
pupil = Student
pupil-state = Now
pupil-last = Last sign of life
pupil-working = Works on
pupil-recent = Last answers
pupil-stuck = Stuck
pupil-active = At work
pupil-idle = Idle
pupil-away = Away
pupil-absent = Not here yet
ago-minutes = { $count ->
    [0] just now
    [one] 1 minute ago
   *[other] { $count } minutes ago
  }
ago-hours = { $count ->
    [one] 1 hour ago
   *[other] { $count } hours ago
  }
ago-days = { $count ->
    [one] yesterday
   *[other] { $count } days ago
  }
csv = Download as CSV
heatmap-lead = The table has the same words, colours and numbers as each student sees; the picture shows them at one glance. Topics stand in the order of the course.
pupil-same-numbers = These are the numbers that the student sees. Open a number for the answers behind it.
pupil-nothing-yet = No answers yet, so there is nothing to show.
pupil-table = Topics of this student
pupil-standing = Standing
standout-topic = { $count ->
    [one] 1 student is stuck on “{ $topic }”.
   *[other] { $count } students are stuck on “{ $topic }”.
  }
standout-hints = { $count ->
    [one] 1 student asks for one hint after another without a right answer.
   *[other] { $count } students ask for one hint after another without a right answer.
  }
standout-more = { $count ->
    [one] 1 student is stuck on another topic.
   *[other] { $count } students are stuck on other topics.
  }
standout-calm = Nobody needs help right now.
standout-quiet = Nobody is at work right now.
standout-nobody = Nobody has answered yet. As soon as somebody does, you see it here by itself.
standout-empty = No students in this class yet.
class-empty = No students in this class yet
class-empty-text = As soon as an administrator enrols students, you see here who is at work and who needs help.
class-no-course = No course
class-no-course-text = There is no course that this class can study. Ask an administrator to choose one; then mastery shows here.
standout-course = There is no course that this class can study. Ask an administrator to choose one.
activity-title = The last two weeks
activity-none = No answers have been counted in these two weeks.
activity-table = As a table
activity-day = Day
activity-students = Students
activity-answers = Answers
activity-right = Right
heatmap-hardest = { $count ->
    [one] Hardest right now: “{ $topic }”. 1 student is still learning it.
   *[other] Hardest right now: “{ $topic }”. { $count } students are still learning it.
  }
heatmap-fading = { $count ->
    [one] Fading: 1 student should look at “{ $topic }” again.
   *[other] Fading: { $count } students should look at “{ $topic }” again.
  }
heatmap-mastered = { $count ->
    [one] Known best: “{ $topic }”. 1 of { $of } has mastered it.
   *[other] Known best: “{ $topic }”. { $count } of { $of } have mastered it.
  }
heatmap-nothing = Nobody has answered enough yet to say what is hard.
pupil-history = Answers by day
pupil-answers = Answers, oldest to newest
class-reviews-lead = What waits for your decision in your classes: posts that were held, items that your students reported, and students who may need help.
class-reviews-none-text = New entries appear here when a post of your class is held, your students report an item, or one of them may need help.
class-reviews-waiting = { $count ->
    [one] 1 entry waits for your decision.
   *[other] { $count } entries wait for your decision.
  }
students-turn = Pages of students
students-of = Students { $first } to { $last } of { $total }
claims-title = Interactive tasks
claims-text = What packages of H5P and SCORM say themselves. It counts as practice and moves no estimate.
claims-done = Worked through
claims-begun = Begun
