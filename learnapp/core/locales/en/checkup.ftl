disagree = I disagree
disagree-known = I know this already
disagree-question = What do you think about “{ $topic }”?
disagree-how = You get four short tasks, without hints. They count like all others, and then you see what they have shown.
disagree-more = I know it better than this
disagree-less = I know it less well than this
check-title = Check-up
check-lead = Take your time. A hint is not offered here, for this is about what you know on your own.
check-task = Task { $number }
check-open = open
check-next = Next task
check-go-on = Go on with your check-up of “{ $topic }”
check-on = On with the check-up
check-right =
    { $count ->
        [one] { $right } of 1 task right at the first try.
       *[other] { $right } of { $count } tasks right at the first try.
    }
check-more-up = You were right: you know “{ $topic }” better than it said. It went from { $before } % to { $after } %.
check-more-same = “{ $topic }” stays where it was: { $before } % before, { $after } % now. The tasks did not show more this time.
check-more-down = The tasks did not show it this time: “{ $topic }” went from { $before } % to { $after } %. Practice brings it up again.
check-less-up = You know more than you thought: “{ $topic }” went from { $before } % to { $after } %.
check-less-same = “{ $topic }” stays where it was: { $before } % before, { $after } % now. You know about as much as it says.
check-less-down = You were right: “{ $topic }” went from { $before } % to { $after } %. It comes back in your practice now.
check-interval = Most likely it lies between { $low } % and { $high } %.
check-back = Back to your progress
check-past = Your check-ups
check-none = There is no such check-up
check-none-text = Begin one on your page Progress, beside the number that you disagree with.
