class-lms-title = Learning management system
class-lms-tab = LMS
class-lms-none = No course is connected to this class
class-lms-none-text = Open a learnapp link from your course in the learning management system once. Then its roster and gradebook appear here. If there is no such link, ask your administrator.
class-lms-nothing = The course offers neither roster nor gradebook
class-lms-nothing-text = Your administrator can allow “Names and Roles” and “Assignment and Grades” for learnapp in the learning management system. Then open the link from your course once more.
class-lms-in = Course in { $lms }
class-lms-saved = Saved.
class-lms-look = Look again

class-lms-roster = Roster
class-lms-roster-never = Not read yet
class-lms-roster-waiting = Begins in a moment
class-lms-roster-running = Being read
class-lms-roster-done = Read
class-lms-roster-failed = Not read
class-lms-roster-asked = The roster is being read.
class-lms-read = Read the roster now
class-lms-no-roster = This system does not give its roster. Everybody joins when they open a link from the course.
class-lms-count-read = { $count ->
    [one] 1 person on the roster
   *[other] { $count } people on the roster
 }
class-lms-count-new = { $count ->
    [one] 1 new account was made
   *[other] { $count } new accounts were made
 }
class-lms-count-back = { $count ->
    [one] 1 came back, with everything learned before
   *[other] { $count } came back, with everything learned before
 }
class-lms-count-left = { $count ->
    [one] 1 has left and was taken out of the class. What was learned stays; if they come back to the roster, the next reading brings them in again.
   *[other] { $count } have left and were taken out of the class. What was learned stays; if they come back to the roster, the next reading brings them in again.
 }
class-lms-count-waits = { $count ->
    [one] 1 waits until somebody has consented. Your administrator sees them under Consents.
   *[other] { $count } wait until somebody has consented. Your administrator sees them under Consents.
 }
class-lms-count-namesake = { $count ->
    [one] 1 has an account with the same e-mail address here. They join when they open the link from the course and type their password once.
   *[other] { $count } have an account with the same e-mail address here. They join when they open the link from the course and type their password once.
 }
class-lms-count-no_role = { $count ->
    [one] 1 has a role without anything to do here, such as designer or observer
   *[other] { $count } have a role without anything to do here, such as designer or observer
 }
class-lms-count-unusable = { $count ->
    [one] 1 cannot join: the account is suspended or administers the school. Ask your administrator.
   *[other] { $count } cannot join: their accounts are suspended or administer the school. Ask your administrator.
 }

class-lms-choose = What this class uses
class-lms-follows = The class follows the roster
class-lms-follows-text = It is read every day: who is new joins, who has left is taken out.
class-lms-tests = Pass on the results of tests
class-lms-tests-text = In points, when the results are shown to the student. Until then the gradebook only says that a test was handed in.
class-lms-assignments = Pass on what is assigned and done
class-lms-assignments-text = When it is done; steps on the way now and then. The same for links to a task, topic or lesson that have a column there.
class-lms-progress = Pass on progress in the course
class-lms-progress-text = Topics that are mastered, out of all topics of the course.
class-lms-no-grades = This system does not let us pass on grades. Ask its administrator to allow “Assignment and Grades”.
class-lms-own-grades = This system lets nobody make columns. Grades are passed on for links that have a column of their own.

class-lms-grades = Grades in the gradebook
class-lms-no-columns = Nothing was passed on yet. A column appears with the first grade.
class-lms-column = Column
class-lms-sent = Passed on
class-lms-waiting = On the way
class-lms-failed = Stuck
class-lms-by-hand = By hand
class-lms-last = Last
class-lms-kind-assessment = Test
class-lms-kind-assignment = Assignment
class-lms-kind-content = Task or text
class-lms-kind-topic = Topic
class-lms-kind-lesson = Lesson
class-lms-kind-course = Progress in the course
class-lms-column-course = Progress: { $title }
class-lms-stuck = { $count ->
    [one] 1 grade does not get through
   *[other] { $count } grades do not get through
 }
class-lms-stuck-text = Nothing is lost: each one is kept here until it is in the gradebook. If nothing else helps, enter it there yourself and say so here.
class-lms-stuck-state = Stuck
class-lms-late = Late
class-lms-points = { $points } of { $of } points
class-lms-no-points = handed in
class-lms-again-at = It is tried again: { $at }
class-lms-again = Send again
class-lms-again-all = Send all again
class-lms-sending = It is being sent. Look again in a moment.
class-lms-entered = I have entered it there
class-lms-noted = Noted.

class-lms-why-unreachable = The system does not answer. If it lasts, ask its administrator whether it is running.
class-lms-why-timeout = The system takes too long to answer. If it lasts, ask its administrator.
class-lms-why-certificate = Its certificate is not valid. Its administrator has to renew it.
class-lms-why-private = Its address leads into a private network, which we do not call. Ask your administrator.
class-lms-why-failing = The system reports an error of its own. If it lasts, tell its administrator.
class-lms-why-busy = The system is very busy and wants us to wait.
class-lms-why-unreadable = What the system answers cannot be read. Tell its administrator.
class-lms-why-token = The system does not give us access. Ask your administrator to check the connection under Learning management systems.
class-lms-why-denied = The system does not take its own access right now. If it lasts, ask your administrator to check the connection.
class-lms-why-forbidden = The system does not allow this. Its administrator has to allow “Names and Roles” and “Assignment and Grades” for learnapp.
class-lms-why-gone = The column, or the student, is not in the course any more. If the column was deleted, send again: it is made anew.
class-lms-why-refused = The system refuses this. Send it again once, then enter it there yourself.
class-lms-why-older = The system has a later entry.
class-lms-why-later_there = The system has a later grade, entered there.
class-lms-why-nobody = The student has not come from this course yet. Let them open the link there once; then it is sent by itself.
class-lms-why-not_offered = The course does not offer this any more. Open the link from the course once more, or ask its administrator.
class-lms-why-no_key = There is no signing key. Ask your administrator to make one under Learning management systems.
class-lms-why-no_class = The class is closed, or the course stands for another one.
class-lms-why-off = Your administrator has switched this system off.
class-lms-why-stopped = Another reading has begun meanwhile.
class-lms-why-empty = The roster names no student at all. The class was left as it is; look at the course in the system, then read it again.

help-class-lms = What this class uses of its course in the learning management system. “Read the roster now” brings everybody on it into the class; with a tick it is read every day. Below, choose which grades are passed on. What does not get through stands on top, each with what to do; nothing is lost meanwhile.
