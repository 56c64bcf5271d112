lms-class-title = Learning management system
lms-class-tab = LMS
lms-class-none = No course is connected to this class
lms-class-none-text = Open a learnapp link from your course in the learning management system once. Then its roster and gradebook appear here. If there is no such link, ask your administrator.
lms-class-nothing = The course offers neither roster nor gradebook
lms-class-nothing-text = Your administrator can allow “Names and Roles” and “Assignment and Grades” for learnapp in the learning management system. Then open the link from your course once more.
lms-class-in = Course in { $lms }
lms-class-saved = Saved.
lms-class-look = Look again

lms-class-roster = Roster
lms-class-roster-never = Not read yet
lms-class-roster-waiting = Begins in a moment
lms-class-roster-running = Being read
lms-class-roster-done = Read
lms-class-roster-failed = Not read
lms-class-roster-asked = The roster is being read.
lms-class-read = Read the roster now
lms-class-no-roster = This system does not give its roster. Everybody joins when they open a link from the course.
lms-class-count-read = { $count ->
    [one] 1 person on the roster
   *[other] { $count } people on the roster
 }
lms-class-count-new = { $count ->
    [one] 1 new account was made
   *[other] { $count } new accounts were made
 }
lms-class-count-back = { $count ->
    [one] 1 came back, with everything learned before
   *[other] { $count } came back, with everything learned before
 }
lms-class-count-left = { $count ->
    [one] 1 has left and was taken out of the class. What was learned stays; if they come back to the roster, the next reading brings them in again.
   *[other] { $count } have left and were taken out of the class. What was learned stays; if they come back to the roster, the next reading brings them in again.
 }
lms-class-count-waits = { $count ->
    [one] 1 waits until somebody has consented. Your administrator sees them under Consents.
   *[other] { $count } wait until somebody has consented. Your administrator sees them under Consents.
 }
lms-class-count-namesake = { $count ->
    [one] 1 has an account with the same e-mail address here. They join when they open the link from the course and type their password once.
   *[other] { $count } have an account with the same e-mail address here. They join when they open the link from the course and type their password once.
 }
lms-class-count-no_role = { $count ->
    [one] 1 has a role without anything to do here, such as designer or observer
   *[other] { $count } have a role without anything to do here, such as designer or observer
 }
lms-class-count-unusable = { $count ->
    [one] 1 cannot join: the account is suspended or administers the school. Ask your administrator.
   *[other] { $count } cannot join: their accounts are suspended or administer the school. Ask your administrator.
 }

lms-class-choose = What this class uses
lms-class-follows = The class follows the roster
lms-class-follows-text = It is read every day: who is new joins, who has left is taken out.
lms-class-tests = Pass on the results of tests
lms-class-tests-text = In points, when the results are shown to the student. Until then the gradebook only says that a test was handed in.
lms-class-assignments = Pass on what is assigned and done
lms-class-assignments-text = When it is done; steps on the way now and then.
lms-class-progress = Pass on progress in the course
lms-class-progress-text = Topics that are mastered, out of all topics of the course.
lms-class-no-grades = This system does not let us pass on grades. Ask its administrator to allow “Assignment and Grades”.
lms-class-own-grades = This system lets nobody make columns. Grades are passed on for links that have a column of their own.

lms-class-grades = Grades in the gradebook
lms-class-no-columns = Nothing was passed on yet. A column appears with the first grade.
lms-class-column = Column
lms-class-sent = Passed on
lms-class-waiting = On the way
lms-class-failed = Stuck
lms-class-by-hand = By hand
lms-class-last = Last
lms-class-kind-assessment = Test
lms-class-kind-assignment = Assignment
lms-class-kind-course = Progress in the course
lms-column-course = Progress: { $title }
lms-class-stuck = { $count ->
    [one] 1 grade does not get through
   *[other] { $count } grades do not get through
 }
lms-class-stuck-text = Nothing is lost: each one is kept here until it is in the gradebook. If nothing else helps, enter it there yourself and say so here.
lms-class-stuck-state = Stuck
lms-class-late = Late
lms-class-points = { $points } of { $of } points
lms-class-no-points = handed in
lms-class-again-at = It is tried again: { $at }
lms-class-again = Send again
lms-class-again-all = Send all again
lms-class-sending = It is being sent. Look again in a moment.
lms-class-entered = I have entered it there
lms-class-noted = Noted.

lms-class-why-unreachable = The system does not answer. If it lasts, ask its administrator whether it is running.
lms-class-why-timeout = The system takes too long to answer. If it lasts, ask its administrator.
lms-class-why-certificate = Its certificate is not valid. Its administrator has to renew it.
lms-class-why-private = Its address leads into a private network, which we do not call. Ask your administrator.
lms-class-why-failing = The system reports an error of its own. If it lasts, tell its administrator.
lms-class-why-busy = The system is very busy and wants us to wait.
lms-class-why-unreadable = What the system answers cannot be read. Tell its administrator.
lms-class-why-token = The system does not give us access. Ask your administrator to check the connection under Learning management systems.
lms-class-why-forbidden = The system does not allow this. Its administrator has to allow “Names and Roles” and “Assignment and Grades” for learnapp.
lms-class-why-gone = The column, or the student, is not in the course any more. If the column was deleted, send again: it is made anew.
lms-class-why-refused = The system refuses this. Send it again once, then enter it there yourself.
lms-class-why-older = The system has a later entry.
lms-class-why-later_there = The system has a later grade, entered there.
lms-class-why-nobody = The student has not come from this course yet. Let them open the link there once; then it is sent by itself.
lms-class-why-not_offered = The course does not offer this any more. Open the link from the course once more, or ask its administrator.
lms-class-why-no_key = There is no signing key. Ask your administrator to make one under Learning management systems.
lms-class-why-no_class = The class is closed, or the course stands for another one.
lms-class-why-off = Your administrator has switched this system off.
lms-class-why-stopped = Another reading has begun meanwhile.
lms-class-why-empty = The roster names no student at all. The class was left as it is; look at the course in the system, then read it again.

help-class-lms = What this class uses of its course in the learning management system. “Read the roster now” brings everybody on it into the class; with a tick it is read every day. Below, choose which grades are passed on. What does not get through stands on top, each with what to do; nothing is lost meanwhile.
