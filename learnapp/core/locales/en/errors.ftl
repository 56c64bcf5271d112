# One message per error code: what is wrong and what to do next. Key: error-CODE.

error-title = That did not work
error-request = Number of this request: { $id }
error-unknown = Something went wrong. Try again; if it keeps happening, tell your school.
error-bad_request = The request could not be understood. Reload the page and try again.
error-invalid_input = Something in the form is not right. Check what you typed and try again.
error-too_large = This is too large. Make it smaller and try again.
error-not_signed_in = You are not signed in any more. Sign in to go on; your work is saved.
error-forbidden = Your account may not open this. Ask an administrator of your school for access.
error-consent_missing = You can practise, but nothing is saved: your school has no consent on record. Ask your teacher or a guardian.
error-not_found = There is no such thing here. Go back and choose another one.
error-conflict = Somebody changed this at the same time. Reload the page and try again.
error-rate_limited = That was too often in a short time. Wait a minute, then try again.
error-unavailable = A part of the system does not answer right now. Nothing is lost. Try again in a few seconds.
error-unexpected = Something broke on our side. Nothing is lost. Try again; if it keeps happening, tell your school the number of this request.
error-guardrail_failed = Your work cannot be checked right now, so nothing is stored. Try again in a few seconds.
error-method_not_allowed = This address cannot be used in that way. Go back and use the page’s own buttons.
error-blocked = This text cannot be sent. Change it and try again, or ask your teacher.
error-request_over = It is too late for this: it is over. Choose a topic or another test.
error-nothing_to_learn = Your course has no tasks for this yet, so no plan can be made. Choose something else, or ask your teacher.
error-other_request = You are working towards something else already. Reload the page, then change that plan or drop it.
error-not_a_wish = No plan can be made from this. Write what you want to learn. If something troubles you, talk to a teacher or another adult whom you trust, today.
error-tutor_closed = The tutor is not there right now: you are taking a test, or your class does without it.
error-template_unusable = This exercise cannot be made right now. Choose another one and tell your teacher.

error-sign_in_failed = The e-mail address or the password is wrong. Check both and try again.
error-account_suspended = This account is suspended. Ask your school’s administrator to open it again.
error-choose_institution = Your address belongs to several institutions. Choose yours and sign in again.
error-cross_site = The form came from another website. Open this page directly and try again.
error-https_required = Signing in needs a secure connection. Open the address with https.
error-weak_password = The new password is too easy to guess. Use a short sentence: at least 8 characters for students, 12 for everyone else, and not your name.
error-wrong_password = The present password is wrong. Type it again.
error-unreadable_file = This file is not a table that can be read. Save it as CSV with the columns email, name and role.
error-passwords_differ = The two new passwords are not the same. Type both again.
error-not_an_archive = This is no archive. Choose a .zip, .tar, .tar.xz, .tar.gz or .tar.bz2 file.
error-not_a_picture = This is no picture that can be read here. Choose a PNG, JPEG or WebP file.
error-svg_refused = An SVG can hold programs and links to other sites, so it is not taken. Save the picture as PNG and choose that.
error-picture_too_large = The picture is too large: at most 256 KB and 16 million pixels. Make it smaller and choose it again.
error-archive_broken = The archive cannot be read to its end: it is cut off, encrypted, or of a kind that is not read here. Fetch or pack it again.
error-archive_too_large = The package unpacks to far more than a course needs, so it was not read. Check that it is the right file.
error-not_a_package = The archive holds no course: coursePlans.json (OATutor) or course.yaml (our own format) must be at its top.
error-course_broken = A file of the course is missing or has something that cannot be used. Correct it and pack the course again.
error-import_stopped = The import was stopped. It can go on later where it was.
error-sign_up_closed = New schools are set up by whoever runs this server. Ask them to add yours.
error-name_reserved = This name is kept for the system itself. Write your school’s full name.
error-invitation_closed = This link does not work any more, or was not copied whole. Ask who gave it to you for a new one.
error-invitation_elsewhere = You are signed in at another school. Sign out first, then open the link again.
error-invitation_other_role = Your account at this school is for something else. Ask an administrator to give you this role first.
error-birth_date = Give your birth date: day, month and year.

roster-error-file-empty = The file is empty. Choose a CSV file with a line of column names.
roster-error-file-columns = The file needs the columns email, name and role. Missing: { $missing }.
roster-error-file-text = The file is not readable text. Save it as “CSV UTF-8” and try again.
roster-error-columns = This line has more cells than the file has columns. Put text with commas in quotes.
roster-error-email = This is not an e-mail address.
roster-error-name = The name is empty, too long, or begins with = + - or @.
roster-error-role = Unknown role “{ $value }”. Use student, instructor, guardian, admin or auditor.
roster-error-birth_date = The date “{ $value }” is not a real date like 2013-05-31.
roster-error-section = There is no section called “{ $value }”. Create it first.
roster-error-section-ambiguous = Several sections are called “{ $value }”. Give them different titles first.
roster-error-section-role = Only students and instructors can be in a section.
roster-error-guardian = The guardian’s e-mail address is not valid, or the line is not about a student.
roster-error-name-differs = This address is already here with another name. The name was left as it is.

error-too_few_answers = There are not enough answers to learn from yet. Train again when more has been answered.
error-training_runs = This model is being trained already. Wait until it is done, or stop that training first.
error-training_stopped = The training was stopped. It can go on later.
error-training_broke = The training ended without a word: the machine may be out of memory. Try again, or tell the operator.
error-gate_closed = A gate is closed, so this version stays where it is. Its page says which one and why.

error-lti_token = The launch could not be read. Open the link again from your course.
