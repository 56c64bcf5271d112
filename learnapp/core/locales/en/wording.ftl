# What a student was asked, in the words of that day.
nav-author = Edit courses
wording-title = What you were asked
wording-link = What was asked
wording-link-of = What was asked: { $title }
wording-changed = This question has been rewritten since. Here it stands as you were asked it. Your answer counts as before.
wording-said = Your answer
wording-none = There is no such answer of yours
wording-none-text = Go back to your progress and choose from there.
help-asked = A question as it was when you answered it. If it has been rewritten since, your answer still counts as it did then.
