# What a student was asked, in the words of that day.
nav-author = Edit courses
asked-title = What you were asked
asked-link = What was asked
asked-link-of = What was asked: { $title }
asked-changed = This question has been rewritten since. Here it stands as you were asked it. Your answer counts as before.
asked-said = Your answer
asked-none = There is no such answer of yours
asked-none-text = Go back to your progress and choose from there.
help-asked = A question as it was when you answered it. If it has been rewritten since, your answer still counts as it did then.
