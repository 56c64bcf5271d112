# Why something is recommended. The codes are listed in learnapp/engine/explain.py.
reason-missed-recently = You missed { $missed } of your last { $of } on “{ $kc }”.
reason-missed-recently-opens = You missed { $missed } of your last { $of } on “{ $kc }”; this opens “{ $opens }”.
reason-prerequisite-gap = “{ $for }” is going wrong lately. “{ $kc }” comes before it, so a look back helps.
reason-review-due =
    { $days ->
        [0] You mastered “{ $kc }”. A quick review now keeps it.
        [one] You last practised “{ $kc }” yesterday. A quick review now keeps it.
       *[other] You last practised “{ $kc }” { $days } days ago. A quick review now keeps it.
    }
reason-almost-mastered = You have almost mastered “{ $kc }” ({ $percent } %). A little more and it is yours.
reason-keep-going =
    { $of ->
        [one]
            { $right ->
                [0] You have started “{ $kc }”. Keep going.
               *[other] Your first answer on “{ $kc }” was right. Keep going.
            }
       *[other] You got { $right } of your last { $of } right on “{ $kc }”. Keep going.
    }
reason-next-in-path = You mastered “{ $after }”, and that opened “{ $kc }”.
reason-read-first = A short explanation of “{ $kc }” before you practise.
reason-make-sure = You have mastered “{ $kc }”. A few more tasks make sure that it stays.
reason-challenge = You have mastered “{ $kc }”. Here is a harder one.
reason-start-here = “{ $kc }” is a good place to start.
reason-placement = Your placement test says that “{ $kc }” is a good place to go on.
reason-explore = Something a little different on “{ $kc }”, to find out what helps you most.
reason-request = Next for “{ $request }”: { $kc }.
reason-request-more =
    { $more ->
        [one] Next for “{ $request }” and one more topic that you asked for: { $kc }.
       *[other] Next for “{ $request }” and { $more } more topics that you asked for: { $kc }.
    }
reason-request-gap = First for “{ $request }”: { $kc }. Your answers on “{ $for }” suggest that this is what is missing.
reason-assigned =
    { $when ->
        [weekday] Your teacher assigned this, due { reason-weekday }.
        [date] Your teacher assigned this, due { reason-date }.
        [late-weekday] Your teacher assigned this. It was due { reason-weekday }; there is still time to do it.
        [late-date] Your teacher assigned this. It was due { reason-date }; there is still time to do it.
       *[none] Your teacher assigned this.
    }
reason-put-first =
    { $who ->
        [none] Your teacher put “{ $kc }” first: “{ $words }”
       *[other] { $who } put “{ $kc }” first: “{ $words }”
    }
reason-before-first =
    { $who ->
        [none] Your teacher put “{ $for }” first, and “{ $kc }” comes before it: “{ $words }”
       *[other] { $who } put “{ $for }” first, and “{ $kc }” comes before it: “{ $words }”
    }
reason-topic-due =
    { $who ->
        [none] Your teacher set a day for “{ $kc }” ({ reason-when }): “{ $words }”
       *[other] { $who } set a day for “{ $kc }” ({ reason-when }): “{ $words }”
    }
reason-work-again =
    { $who ->
        [none] Your teacher asks you to work on “{ $kc }” once more: “{ $words }”
       *[other] { $who } asks you to work on “{ $kc }” once more: “{ $words }”
    }
reason-when =
    { $when ->
        [weekday] { reason-weekday }
        [late-weekday] last { reason-weekday }
       *[other] { reason-date }
    }
reason-weekday =
    { $weekday ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    }
reason-date =
    { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $day }

# How an answer was judged.
feedback-correct = Right!
feedback-incorrect = Not yet. Have another look.
feedback-not-judged = We could not read this answer. Try writing it in another way.
feedback-empty = Write an answer first.
feedback-too-long = This answer is too long. Write a shorter one.
feedback-partly = Partly right. Have another look.
feedback-parts-missing = Something is still empty. Fill in every part.
feedback-spelling = Right! Mind the spelling:
feedback-shorter = That is more than is asked for. Answer with a few words.
feedback-two-points = A line needs two different points. Write coordinates as numbers.
feedback-simulation-untouched = Move something in the simulation first.

