nav-family = My children
family-title = My children
family-open = See more
family-back = Back to my children
family-none = No child is linked to your account
family-none-text = Ask the school to link your child to the e-mail address with which you sign in.
family-no-child = There is no such child
family-week =
    { $days ->
        [one] On 1 day this week, about { $minutes } minutes, { $answers } answers.
       *[other] On { $days } days this week, about { $minutes } minutes, { $answers } answers.
    }
family-week-answers =
    { $days ->
        [one] On 1 day this week, { $answers } answers.
       *[other] On { $days } days this week, { $answers } answers.
    }
family-week-none = Nothing yet this week. The last time was on { $day }.
family-never = Nothing in the last two weeks.
family-well = Goes well:
family-hard = Not easy yet:
family-unsure = (not sure yet)
family-topics = How it goes
family-topics-what = From the answers so far. “Not enough data” means that there are too few to say.
family-help = How you can help
family-help-what = Topics that do not come easily yet, explained so that you can look at them together.
family-next = What comes next, and why
family-days = The last two weeks
family-days-open = Show day by day
family-day = Day
family-answers = Answers
family-minutes = Minutes
family-consent = Your consent
family-consent-what = With consent, learnapp keeps your child's answers, when and on what kind of device (phone, tablet or computer) they were given, and how well each topic is known, so that it can choose what comes next and show it to you and the teachers. Without it your child can practise all the same, but nothing is kept. While your child is under 13, it also lets the school send news to your child by e-mail, text message or push.
family-covered = There is consent that suffices. What your child does is kept.
family-not-covered = There is no consent that suffices. Nothing of what your child does is kept.
family-consent-since = since { $day }
family-consent-was = from { $day } until { $end }
family-give = Give my consent
family-object = I do not want anything kept
family-withdraw = Withdraw my consent
family-withdraw-what = From now on nothing new of your child is kept, and the recommendations no longer fit them. What is stored already stays until you ask the school to erase it. You can give your consent again at any time.
family-withdraw-sure = Yes, keep nothing from now on
family-consent-is-given = Thank you. Your consent is recorded.
family-consent-is-withdrawn = Your consent is withdrawn. From now on nothing is kept.
family-report = Report for a talk with the teachers
family-report-what = On two or three pages: what was practised, what is mastered and how sure that is, what comes next, with what the teachers add.
family-report-first = From
family-report-last = To
family-report-get = Download the PDF
family-report-empty = Without days it is about this term so far, or the last 90 days.
family-data = Your child's data
family-data-what = Everything that is stored of your child, as files that any computer opens.
family-download = Download everything
family-readme-name = README.txt
family-readme =
    This folder holds everything that learnapp stores of your child.

    profile.csv: name, e-mail address, date of birth, classes.
    sign-in.csv: accounts of the school and of learning platforms by which your child signs in.
    consents.csv: who may keep data, on which basis, from when until when.
    topics.csv: how well each topic is known, as an estimate with its range in per cent.
    events.csv: every stored event with its time: answers, texts read, hints. Times are in UTC.
    features.csv: numbers that are counted from the events, such as visits in a week, each with what it says.
    model.csv: how a model that the school has trained reads each topic, where one serves.
    posts.csv: what your child wrote to the class.
    tests.csv: tests, each attempt with its result as far as the school shows it.
    test_answers.csv: what your child answered in tests; whether it is right only where the school shows results.
    test_help.csv: more time and breaks in tests.
    grades.csv: grades that were passed on to the school’s learning management system.
    report-notes.csv: what teachers add to reports for you.
    open-data.csv: the name by which other systems that collect learning know the student; it has nothing of theirs in it.
    open-data-waiting.csv: what is still to be sent to such systems.
    statements.csv and tool-documents.csv: what other tools have stored here about the student.
    licensed.csv: which licensed content your child looked at on which day; licences are counted by it.
    checkups.csv: check-ups that your child asked for.
    learning-requests.csv: what your child asked to learn, as topics, and what came of it.
    notifications.csv: what your child was told.
    deliveries.csv: what went out to your child by e-mail, text message or push, without what it said.
    ways.csv: where your child is reached, and what they have chosen.
    teachers.csv: what teachers have set on your child’s path, and why.

    The files open in any spreadsheet.
family-contact = A word with the teachers
family-contact-what = Your message waits with the teachers of the class until one of them answers. You find the answer here.
family-class = Class
family-message = Your message
family-message-sent = Sent. The answer will stand here.
family-no-class = Your child is in no class right now. Please contact the school.
family-waits = Waits for an answer.
family-answer = Answer:
family-seen = Seen.
review-kind-message = Message from home
review-guardian-message = A guardian writes about this student. Your note is the answer that they read; then approve.
help-family = Your children and how their week went. Open a child for more: what goes well, how you can help, your consent, the data, and a word with the teachers.

basis-institution_contract = Contract of the institution
basis-school_under_13 = School’s consent for a child under 13
basis-guardian = Guardian’s consent
outside-kind-sign_on = School’s sign-in
outside-kind-lms = Learning platform
