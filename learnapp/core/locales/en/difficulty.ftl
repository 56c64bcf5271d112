# How hard a question is, and how that is known.
item-column-hardness = Difficulty
items-how-difficulty = Difficulty: how likely an average student of your school gets it right without a hint. It is worked out from everybody's first tries, so a question that only strong students have met is not called easy. Once a night all of it is worked out again. Where nobody has answered yet, it is a guess from the text, or what the author thought.
difficulty-title = How hard it is
difficulty-none = not asked
difficulty-word-very_easy = Very easy
difficulty-word-easy = Easy
difficulty-word-medium = Medium
difficulty-word-hard = Hard
difficulty-word-very_hard = Very hard
difficulty-word-unclear = Not clear
difficulty-from-answers = { $count ->
    [one] estimated from 1 answer
   *[other] estimated from { $count } answers
  }
difficulty-from-few = { $count ->
    [one] only 1 answer yet
   *[other] only { $count } answers yet
  }
difficulty-from-text = guess from the text
difficulty-from-author = the author’s guess
difficulty-say-chance = of 100 average students of your school, about { $chance } get it right without a hint (between { $low } and { $high }).
difficulty-say-unclear = weak students get it right more often than strong ones, so nobody can say how hard it is before that is put right.
difficulty-say-fitted = Estimated from { $answers } answers of { $students ->
    [one] 1 student
   *[other] { $students } students
  } of your school.
difficulty-say-few = { $answers ->
    [one] There is only 1 answer yet.
   *[other] There are only { $answers } answers of { $students ->
      [one] 1 student
     *[other] { $students } students
    } yet.
  } Not enough data to be sure: the range is wide, and it still leans on what was thought before.
difficulty-say-prior = A guess from the text and the topic: nobody at your school has answered it yet.
difficulty-say-author = This is what its author thought. Your school’s answers do not change it yet: there are too few, or they do not foretell answers better than the author did.
difficulty-flag-backwards = Wrong way round
difficulty-flag-too_hard = Too hard
difficulty-flag-too_easy = Too easy
difficulty-why-backwards = Students who do well elsewhere get it wrong more often than the others.
difficulty-why-too_hard = Hardly any average student gets it right.
difficulty-why-too_easy = Nearly every average student gets it right, so it says little about who knows it.
difficulty-do-backwards = Look at the key first, then whether the text can be read in two ways. Stop offering it until that is clear.
difficulty-do-too_hard = Look at the key and the text. If both are right, put a smaller question or a hint before it.
difficulty-do-too_easy = Keep it to warm up, and offer a harder one to find out who knows the topic.
difficulty-curve = Who gets it right
difficulty-curve-lead = How likely a right answer is for weaker and for stronger students. The shaded band is the range in which the line can lie: few answers, a wide band.
difficulty-table = The same as figures
difficulty-b = Difficulty b: { NUMBER($value, maximumFractionDigits: 2) } (between { NUMBER($low, maximumFractionDigits: 2) } and { NUMBER($high, maximumFractionDigits: 2) }). 0 is where an average student gets it right every second time; above 0 is harder.
difficulty-short = b { NUMBER($b, maximumFractionDigits: 2) } ({ NUMBER($b_low, maximumFractionDigits: 2) } to { NUMBER($b_high, maximumFractionDigits: 2) }), a { NUMBER($a, maximumFractionDigits: 2) } ({ NUMBER($a_low, maximumFractionDigits: 2) } to { NUMBER($a_high, maximumFractionDigits: 2) })
difficulty-a = Steepness a: { NUMBER($value, maximumFractionDigits: 2) } (between { NUMBER($low, maximumFractionDigits: 2) } and { NUMBER($high, maximumFractionDigits: 2) }). The steeper, the better it tells who knows it.
difficulty-ability = Student
difficulty-chance = Chance to get it right
difficulty-range = Range
difficulty-between = { $low } to { $high } %
difficulty-ability-much_weaker = much weaker than average
difficulty-ability-weaker = weaker than average
difficulty-ability-average = average
difficulty-ability-stronger = stronger than average
difficulty-ability-much_stronger = much stronger than average
difficulty-tick-weaker = weaker
difficulty-tick-average = average
difficulty-tick-stronger = stronger
help-items = Each question with what the answers of the class say. Difficulty is worked out from the whole school’s answers and always says what it rests on: answers, the text, or its author. Open a question for its curve, what is odd about it and what you can do.
