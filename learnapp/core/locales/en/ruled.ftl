# What a teacher has ruled about topics, as students see it.
ruled-title = What your teacher says about topics
ruled-teacher = Your teacher
ruled-pin = { $who } put this first:
ruled-leave_out = { $who } left this out:
ruled-before = { $who } put this before “{ $other }”:
ruled-after = { $who } put “{ $other }” before this:
ruled-deadline = { $who } set a day for this, { $when }:
ruled-known = { $who } says that you know this. Your own numbers stay as they are:
ruled-again = { $who } asks you to work on this once more ({ $right } of { $of } right so far). Your own numbers stay as they are:
ruled-again-done = { $who } asked you to work on this once more, and you have shown it again:
ruled-beside = { $topic }:
