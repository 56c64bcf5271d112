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
board-summary = { $stuck } stuck, { $active } at work, { $idle } idle, { $away } not here yet.
pupil = Student
pupil-state = Now
pupil-last = Last sign of life
pupil-working = Works on
pupil-recent = Last answers
pupil-stuck = Stuck
pupil-active = At work
pupil-idle = Idle
pupil-away = Not here yet
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
heatmap-lead = The table has the same words, colours and numbers as each student sees; in the picture, lighter is better known. Topics stand in the order of the course.
pupil-same-numbers = These are the numbers that the student sees. Open a number for the answers behind it.
pupil-nothing-yet = No answers yet, so there is nothing to show.
pupil-table = Topics of this student
pupil-standing = Standing
