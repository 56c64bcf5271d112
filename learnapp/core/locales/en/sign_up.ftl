# Beginning a school, joining by a link, and the way to the first class.
start-title = Start your school
start-lead = One minute here, then four short steps to a class that runs.
start-school = Name of the school
start-kind = What is it?
start-kind-k12 = School (up to grade 12)
start-kind-university = University or college
start-you = You, the first administrator
start-name = Your name
start-unverified = This is what you sign in with. No mail is sent yet, so nobody checks the address: type it with care. If you forget your password, only a second administrator of your school can give you a new one. Add one soon.
start-password-rule = A short sentence is best: at least 12 characters, and not your name.
start-button = Start
start-have = You have an account already?
start-closed = New schools cannot be started here
start-link-lead = Is your school new here?
start-link = Start your school

join-page = Join a class
join-title = Join { $title }
join-as-student = You join as a student.
join-as-instructor = You join as a teacher.
join-as-assistant = You join as a teaching assistant.
join-name = Your name
join-email-rule = You sign in with it. No mail is sent to it yet.
join-birth = Birth date
join-birth-rule = If you are younger than 13, your school records a consent before you can begin. Your account waits until then.
join-password = Choose a password
join-password-rule = A short sentence is best: at least 8 characters, and not your name.
join-button = Join
join-have = You have an account at this school?
join-confirm = You are signed in as { $name }. Join this class?
join-confirm-button = Join
join-member = You are in this class already, { $name }.
join-go-on = Go on
join-other-student = You are signed in as { $name }, and you are no student here. Sign out first if somebody else is to join on this device.
join-other-instructor = You are signed in as { $name }, and you are no teacher here. Ask an administrator to give you that role, or sign out if somebody else is to join.
join-other-assistant = You are signed in as { $name }, and you are no teaching assistant here. Ask an administrator to give you that role, or sign out if somebody else is to join.
join-elsewhere = You are signed in as { $name } at another school. Sign out first, then open the link again.
join-closed = This link does not work

invite-nav = Invite
invite-nav-of = Invite: { $title }
invite-page = Invitation links
invite-title = Invite to { $title }
invite-lead = Whoever has a link can join the class. Give it only to those whom you want there, and end it when everybody is in.
invite-new = A new link
invite-links = Links of this class
invite-none = There are no links yet.
invite-role = For
invite-role-student = Students
invite-role-instructor = Teachers
invite-role-assistant = Teaching assistants
invite-days = Days it works (at most 90)
invite-uses = People it works for
invite-uses-usual = usual number
invite-make = Make a link
invite-attest = Our school has a contract or the consent that it needs for the students who get this link.
invite-attest-children = Then what they do is stored from the beginning; otherwise they can practise and nothing is kept. For children under 13 it never counts: they wait until you record a consent for each of them.
invite-attested = with the school’s consent from 13 on
invite-shown-student = Link for students
invite-shown-instructor = Link for teachers
invite-shown-assistant = Link for teaching assistants
invite-copy = Copy
invite-shown-once = { $count ->
    [one] Copy it now: it is not shown again, for it is stored nowhere. It works until { $until }, for 1 person.
   *[other] Copy it now: it is not shown again, for it is stored nowhere. It works until { $until }, for { $count } people.
  }
invite-used = Used
invite-uses-of = { $uses } of { $most }
invite-until = Works until
invite-made = Made
invite-revoke = End
invite-revoke-of = End the link for { $role } made on { $day }
invite-state-open = Works
invite-state-expired = Over
invite-state-used = Used up
invite-state-revoked = Ended
invite-state-closed = Stopped: the class is closed, or who made it may not invite any more
invite-waiting = { $count ->
    [one] 1 child has joined and waits for consent: they cannot begin before.
   *[other] { $count } children have joined and wait for consent: they cannot begin before.
  }
invite-waiting-go = Record consent
invite-waiting-ask = An administrator of your school records it.

setup-title = Set up a class
setup-lead = Four steps, and your class runs. You can leave at any time: what is done stays done.
setup-steps = Steps
setup-is-done = done
setup-step-class = Class
setup-step-course = Course
setup-step-people = People
setup-step-assignment = First assignment
setup-class = The class
setup-class-again = Change
setup-class-name = Name of the class
setup-class-button = Open the class
setup-class-change = It can be closed, and others opened, on the page of all classes:
setup-class-done = { $title } is open.
setup-course = What it studies
setup-course-again = Change
setup-course-lead = Nothing is copied: the class uses the course as it is. You can give it another one later.
setup-course-none = There is no published course yet. Bring one in:
setup-course-take = Take this course
setup-course-take-of = Take this course: { $title }
setup-course-done = It studies { $course }.
setup-owner-library = Shared library
setup-owner-own = Your school
setup-level = Grades { $level }
setup-lessons = { $count ->
    [one] 1 lesson
   *[other] { $count } lessons
  }
setup-items = { $count ->
    [one] 1 reading, video or task
   *[other] { $count } readings, videos and tasks
  }
setup-hours = { $count ->
    [one] about 1 hour
   *[other] about { $count } hours
  }
setup-people = Who is in it
setup-people-again = Add more
setup-people-done = { $students ->
    [0] No students yet
    [one] 1 student
   *[other] { $students } students
  }, { $teachers ->
    [0] no teachers
    [one] 1 teacher
   *[other] { $teachers } teachers
  }, { $links ->
    [0] no link for students that works
    [one] 1 link for students that works
   *[other] { $links } links for students that work
  }.
setup-students-link = Students join by a link
setup-students-link-text = You give them the link, they choose a name and a password themselves.
setup-link-student = Make the link for students
setup-students-list = Or bring a list of them
setup-students-list-text = Lines of a table, each with e-mail address, name, role (student or instructor) and, for pupils, birth date. They get passwords for the first time, to hand out.
setup-teachers = Teachers
setup-teach = I teach this class myself
setup-i-teach = You teach this class.
setup-link-instructor = Make a link for teachers
setup-assignment = The first assignment
setup-assignment-again = Assign it again
setup-assignment-text = The course begins with “{ $topic }”. Everybody in the class gets it, also those who join later; it is due in a week.
setup-assignment-button = Assign it
setup-assignment-none = This course has no topic to assign yet. Choose another course, or bring content into this one.
setup-assigned = “{ $title }” is assigned.
setup-assigned-due = “{ $title }” is assigned, due { $day }.
setup-assigned-before = Something was assigned to this class before.
setup-runs = { $title } is running
setup-runs-text = Hand out the link. Whoever joins sees the first assignment at once.
setup-more-links = Invitation links of this class
setup-link-once = A link is shown only when it is made. Make another one there.
setup-sign-in-at = Who has joined signs in here:
setup-board = See live who works
setup-second-admin = Add a second administrator, in case you forget your password
setup-another = Set up another class
setup-card = No class runs yet
setup-card-text = Four short steps: a class, its course, its people, the first assignment.
setup-card-go = Set up a class
setup-nav = Set up
setup-nav-of = Set up: { $title }

consent-waits = Waits to begin
consent-waiting = { $count ->
    [one] 1 child has joined a class by a link and cannot begin before a consent is recorded.
   *[other] { $count } children have joined a class by a link and cannot begin before a consent is recorded.
  }
waits-title = Almost there: { $title }
waits-text = You are younger than 13, so your school first records a consent for you. Tell your teacher that you have joined. Then your next steps appear here.
waits-again = Look again
waits-note = You have also joined { $title }. It appears here once your school has recorded a consent for you. Tell your teacher.

help-setup = Four steps lead to a class that runs: its name, its course, its people and the first assignment. You can leave and come back; each step says what it did, and everything can be changed later under Sections.
help-invite = A link lets people join this class by themselves. It works for some days and for so many people, and you can end it at once. It is shown only when it is made: copy it then. The table shows how often each link was used.

members-title = Who is in this class
members-none = Nobody is in this class yet.
members-name = Name
members-as = As
members-since = Since
members-turn = Pages of people
members-out = Take out
members-out-of = Take { $name } out of the class
members-sure = Take { $name } out of this class? They no longer see it, and it no longer lists them. What they have done is kept, and you can enrol them again.
members-sure-elsewhere = If the class comes from a learning management system or an import, take them out there, too: otherwise they come back with it.
members-sure-yes = Yes, take them out
members-gone = { $name } is no longer in this class.
members-undo = Undo: enrol them again
members-back = They are in the class again.
members-ask = Somebody has left the class? An administrator takes them out here.
