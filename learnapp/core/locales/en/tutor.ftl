# The tutor.
tutor-title = Ask the tutor
tutor-lead = Ask about what you are learning. The tutor looks in your course and shows you where it found something.
tutor-how = The tutor works without a language model: it makes up nothing. What it says about the subject are sentences of your course, each with the place where you can read on. It gives no answers to open tasks.
tutor-how-model = A language model helps the tutor to put its answers into words. For that, your question, your last answer to the task and passages of your course go to a service that your school has chosen; names, addresses and numbers of people in your class are taken out before. Each sentence is held against the course before you see it, and you can open where it stands. Where that does not work, you get sentences of your course as they are. Where your course is in another language than this page, the service translates your question and the checked sentences, too. It gives no answers to open tasks.
tutor-how-outside = To find passages that mean the same, your question and passages of your course go to a service that whoever runs this site has chosen; names, addresses and numbers of people in your class are taken out before.
tutor-by-model = Written by a language model from your course. Each sentence was held against the passages below.
tutor-model-away = The language model gives no answer now, so here is what your course itself says.
tutor-model-held = Too little of what the language model wrote held against your course, so you do not see it. Here is what your course itself says.
tutor-model-spent = Your school has used up what it spends on the language model in this hour, so here is what your course itself says.
tutor-think-about = Think about this:
tutor-private-nobody = { $model ->
    [yes] At your school only you can read what you ask here.
   *[no] Only you can read what you ask here.
 } Who looks after you can take a copy home with your record. If it sounds as if somebody may be in danger, your teacher is told that, but not your words.
tutor-private-worry = { $model ->
    [yes] At your school only you can read what you ask here, with one exception:
   *[no] Only you can read what you ask here, with one exception:
 } if it sounds as if somebody may be in danger, your teacher is told and can read that conversation. Who looks after you can take a copy home with your record.
tutor-private-section = Your teacher can read what you ask here and what the tutor says. Each time is written down, and you see who can look under “Who can see me?”. Who looks after you can take a copy home with your record.
tutor-not-kept = Nothing of yours may be stored yet, so this conversation is gone when you leave the page.
tutor-open = Ask the tutor
tutor-label = Your question
tutor-placeholder = For example: Why do we need the same bottom number?
tutor-ask = Ask
tutor-stage-wording = Putting your question into the language of your course…
tutor-stage-looking = Looking in your course…
tutor-stage-reading = { $passages ->
    [one] A language model is reading one passage of it…
   *[other] A language model is reading { $passages } passages of it…
 }
tutor-early = Above is what your course says, word for word. The answer comes in its place.
tutor-stage-checking = Holding what it wrote against your course…
tutor-stage-translating = Putting what held into the language of this page…
tutor-you = You asked
tutor-says = Tutor
tutor-sources = Where this stands
tutor-source-number = Source { $number }
tutor-all = All my questions
tutor-past = What you have asked
tutor-none = You have asked nothing yet
tutor-none-text = Ask here, or choose “Ask the tutor” below a task or a text.
tutor-turn = Pages of questions
tutor-show = Read it again
tutor-hide = Close
tutor-show-of = Read again: { $first }
tutor-delete = Delete
tutor-delete-of = Delete: { $first }
tutor-delete-sure = Delete for good?
tutor-deleted = The conversation is deleted.
tutor-asked-on = Asked on { $at }
tutor-off = There is no tutor here: it is switched off in your class, or the class has no course yet. Ask your teacher.
tutor-kind-reading = Text
tutor-kind-transcript = Film
tutor-kind-timeline = Timeline
tutor-kind-explanation = Explanation
tutor-from-course = This is what your course says:
tutor-other-language = { $language ->
    [en] Your course is in English
    [es] Your course is in Spanish
   *[other] Your course is in another language than this page
 }, so what it says stands here in that language.
tutor-translated = { $language ->
    [en] Your course is in English
    [es] Your course is in Spanish
   *[other] Your course is in another language than this page
 }. A language model has put the sentences below into this language after they were checked. Under each you can open the checked one; where numbers, names or denials could not be seen to be the same, it stands as it was checked.
tutor-checked = The checked sentence, in the language of your course
tutor-sought = Looked for in your course as:
tutor-ask-in = { $language ->
    [en] Your course is in English: ask with English words.
    [es] Your course is in Spanish: ask with Spanish words.
   *[other] Your course is in another language than this page: ask with words of that language.
 }
tutor-nothing = I have found nothing about this in your course. Try other words, or ask your teacher.
tutor-not-ready = I am still reading your course. Ask me again in a few minutes.
tutor-missing = About this side I have found nothing in your course: { $side }.
tutor-under-test = This is part of a test of yours, so I say nothing about it. Ask me again when the results are shown.
tutor-refused = I cannot help with that. Ask me something about your course.
tutor-urgent = That sounds serious, and you do not have to deal with it alone. Your teacher is told that you may need help, but not what you wrote. Please do not wait for that: tell an adult whom you trust now, or call the emergency number where you live.
tutor-no-answer = I do not tell the answer of an open task, but I help you to find it.
tutor-task-elsewhere = This is a task of your course: “{ $title }”. Open it and ask me there: then you have its hints, too.
tutor-you-said = Your last answer was “{ $last }”.
tutor-look-again = Look at it again: which step are you least sure of?
tutor-begin = Read the question slowly. What do you know already, and what is asked for?
tutor-hint-there = There is a hint below the task. Open it when you have thought about this.
tutor-hint-none = You have seen all hints but the last. Try an answer with what they say.
tutor-read-this = This from your course may help:
tutor-solution = You have finished this step. This is how it is worked out:
tutor-side-economy = The economy
tutor-side-politics = Politics and law
tutor-side-society = People and society
tutor-side-trigger = What set it off
tutor-back = Your class does without the tutor now. It is back on { $at }.
tutor-readers-nobody = Nobody else at your school can read these. What was said under another rule stays as you were told then.
tutor-readers-worry = Your teacher can read a conversation in which something sounded as if somebody may be in danger, from the day this rule began; nobody at your school can read the others.
tutor-readers-section = Your teacher can read these from the day this rule began, and each time is written down. Older ones stay as you were told then.
tutor-seen = Your teacher can read this one.
tutor-kept-by-school = Your school keeps these conversations, so you cannot delete them yourself. Ask your teacher if something must go.
tutor-take-home = Download all my questions and answers
tutor-urgent-read = That sounds serious, and you do not have to deal with it alone. Your teacher is told that you may need help, and can read this conversation. Please do not wait for that: tell an adult whom you trust now, or call the emergency number where you live.
tutor-doubt = Does something here seem wrong?
tutor-doubt-leave = Leave it
tutor-doubt-how = Choose the sentence. It goes, with what it cites, to people at your school who look after the tutor and the course. Your question and your name do not go with it. You are told what they find.
tutor-doubt-this = This seems wrong
tutor-doubt-of = This seems wrong: { $sentence }
tutor-doubt-done = You have said that this seems wrong.
tutor-doubt-sent = Thank you. Somebody will look at it, and you will be told what they find.
tutor-doubt-right = Somebody at your school has looked at this sentence before and found it right. If it still seems wrong to you, show it to your teacher.
tutor-doubt-wrong = You are right: somebody at your school has found this sentence wrong. It is not shown any more.
tutor-doubt-quoted = The tutor showed this sentence of it, and it seems wrong: “{ $sentence }”
